/** Meters: cumulative counters of resource × time per account, exact to the millisecond. */
@NullMarked
package io.hubmeter.core.metering;

import org.jspecify.annotations.NullMarked;
