/** Tests of the JSON between processes. */
@NullMarked
package io.hubmeter.wire.json;

import org.jspecify.annotations.NullMarked;
