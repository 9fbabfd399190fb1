/** What the API tells Prometheus of itself and of the accounts. */
@NullMarked
package io.hubmeter.api.metrics;

import org.jspecify.annotations.NullMarked;
