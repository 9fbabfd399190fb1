/** The processes of an installation, the links between them, and what can be done to both. */
@NullMarked
package io.hubmeter.bench.faults.process;

import org.jspecify.annotations.NullMarked;
