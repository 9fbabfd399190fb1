/** What a newcomer opens first: how the collector is configured, and how its parts are put together. */
@NullMarked
package io.hubmeter.collector;

import org.jspecify.annotations.NullMarked;
