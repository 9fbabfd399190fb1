/** Tests of one instance of the stream processor: its settings, and what it does with records that it cannot read. */
@NullMarked
package io.hubmeter.streams;

import org.jspecify.annotations.NullMarked;
