/** The stream processor as a process of its own: its settings, and what must be there before it starts. */
@NullMarked
package io.hubmeter.standalone.stream;

import org.jspecify.annotations.NullMarked;
