/** The topology: its graph, its stores, and thin processors that read state, call the domain, write state and forward. */
@NullMarked
package io.hubmeter.streams.topology;

import org.jspecify.annotations.NullMarked;
