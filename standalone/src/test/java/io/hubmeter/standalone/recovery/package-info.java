/** What the stream processor does when something around it breaks, and that it counts exactly afterwards. */
@NullMarked
package io.hubmeter.standalone.recovery;

import org.jspecify.annotations.NullMarked;
