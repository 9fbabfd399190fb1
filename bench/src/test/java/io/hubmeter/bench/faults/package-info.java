/** Tests of runs under faults. */
@NullMarked
package io.hubmeter.bench.faults;

import org.jspecify.annotations.NullMarked;
