/** Several processes of each kind under random histories and a schedule of faults, and an independent check of all they said. */
@NullMarked
package io.hubmeter.bench.faults;

import org.jspecify.annotations.NullMarked;
