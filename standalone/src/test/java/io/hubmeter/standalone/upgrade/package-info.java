/** The state that an earlier version left behind, and that this version goes on from it. */
@NullMarked
package io.hubmeter.standalone.upgrade;

import org.jspecify.annotations.NullMarked;
