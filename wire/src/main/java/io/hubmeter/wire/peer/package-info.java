/** How processes of Hubmeter ask each other over HTTP. */
@NullMarked
package io.hubmeter.wire.peer;

import org.jspecify.annotations.NullMarked;
