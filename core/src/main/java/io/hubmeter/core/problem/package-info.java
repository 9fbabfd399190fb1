/** How values that came from outside are shown in messages to people. */
@NullMarked
package io.hubmeter.core.problem;

import org.jspecify.annotations.NullMarked;
