/** Tests of how processes ask each other. */
@NullMarked
package io.hubmeter.wire.peer;

import org.jspecify.annotations.NullMarked;
