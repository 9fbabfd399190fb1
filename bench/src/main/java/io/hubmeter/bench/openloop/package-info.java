/** Decisions asked for by a schedule that waits for no answer, with and without pod events at the same time. */
@NullMarked
package io.hubmeter.bench.openloop;

import org.jspecify.annotations.NullMarked;
