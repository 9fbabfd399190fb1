/** Everything in one process: an embedded broker and registry, the stream processor, and the decision API. */
@NullMarked
package io.hubmeter.standalone;

import org.jspecify.annotations.NullMarked;
