/** How the domain travels between processes of Hubmeter as JSON: exact both ways. */
@NullMarked
package io.hubmeter.wire.json;

import org.jspecify.annotations.NullMarked;
