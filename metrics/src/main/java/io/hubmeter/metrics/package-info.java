/** What every process exports to Prometheus, and how. */
@NullMarked
package io.hubmeter.metrics;

import org.jspecify.annotations.NullMarked;
