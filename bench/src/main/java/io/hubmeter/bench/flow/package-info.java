/** Pod events in real time, at an even pace. */
@NullMarked
package io.hubmeter.bench.flow;

import org.jspecify.annotations.NullMarked;
