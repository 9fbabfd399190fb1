/** How policies travel through their topic. */
@NullMarked
package io.hubmeter.wire;

import org.jspecify.annotations.NullMarked;
