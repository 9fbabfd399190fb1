/** Reads a recorded trace of jobs, row by row, and tells which rows cannot be used and why. */
@NullMarked
package io.hubmeter.collector.trace;

import org.jspecify.annotations.NullMarked;
