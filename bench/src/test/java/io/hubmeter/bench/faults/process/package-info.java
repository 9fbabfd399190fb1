/** Processes that are hindered, each kind of hindrance by itself. */
@NullMarked
package io.hubmeter.bench.faults.process;

import org.jspecify.annotations.NullMarked;
