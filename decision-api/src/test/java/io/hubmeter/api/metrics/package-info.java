/** Tests of what the API tells Prometheus. */
@NullMarked
package io.hubmeter.api.metrics;

import org.jspecify.annotations.NullMarked;
