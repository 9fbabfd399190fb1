/** Simulations against brute force. */
@NullMarked
package io.hubmeter.core.simulation;

import org.jspecify.annotations.NullMarked;
