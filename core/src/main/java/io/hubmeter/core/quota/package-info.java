/** Limits on usage in rolling windows: when they are reached, when the window has freed enough, and what was said of it. */
@NullMarked
package io.hubmeter.core.quota;

import org.jspecify.annotations.NullMarked;
