/** What the state stores hold, and the way between that and the domain. */
@NullMarked
package io.hubmeter.streams.state;

import org.jspecify.annotations.NullMarked;
