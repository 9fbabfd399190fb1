/** The trace source: jobs of a trace, published as pods in the trace's own time. */
@NullMarked
package io.hubmeter.collector.replay;

import org.jspecify.annotations.NullMarked;
