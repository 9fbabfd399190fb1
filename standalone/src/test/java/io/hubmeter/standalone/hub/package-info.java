/** Everything together, as people in a hub meet it. */
@NullMarked
package io.hubmeter.standalone.hub;

import org.jspecify.annotations.NullMarked;
