/** Tests of the stream processor's metrics. */
@NullMarked
package io.hubmeter.streams.metrics;

import org.jspecify.annotations.NullMarked;
