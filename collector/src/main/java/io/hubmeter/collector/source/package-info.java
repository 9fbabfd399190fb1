/** What the collector watches, whatever it is. */
@NullMarked
package io.hubmeter.collector.source;

import org.jspecify.annotations.NullMarked;
