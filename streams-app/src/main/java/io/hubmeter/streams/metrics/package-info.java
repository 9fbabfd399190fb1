/** What an instance of the stream processor tells Prometheus. */
@NullMarked
package io.hubmeter.streams.metrics;

import org.jspecify.annotations.NullMarked;
