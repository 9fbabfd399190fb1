/** Pod events through the whole topology, against a plain consumer of the same topic. */
@NullMarked
package io.hubmeter.bench.topology;

import org.jspecify.annotations.NullMarked;
