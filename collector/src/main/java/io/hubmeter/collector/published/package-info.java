/** What was published before, read back from the topics, so that a source that starts again need not publish it twice. */
@NullMarked
package io.hubmeter.collector.published;

import org.jspecify.annotations.NullMarked;
