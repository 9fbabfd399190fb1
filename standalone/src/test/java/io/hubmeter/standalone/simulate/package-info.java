/** Simulations of what traces and topics hold. */
@NullMarked
package io.hubmeter.standalone.simulate;

import org.jspecify.annotations.NullMarked;
