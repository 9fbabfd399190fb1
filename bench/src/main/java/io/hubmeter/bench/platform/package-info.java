/** Broker, registry and stream processor in a folder that is gone afterwards. */
@NullMarked
package io.hubmeter.bench.platform;

import org.jspecify.annotations.NullMarked;
