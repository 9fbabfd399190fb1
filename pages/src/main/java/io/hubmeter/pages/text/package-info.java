/** Durations, amounts and instants as people read them. */
@NullMarked
package io.hubmeter.pages.text;

import org.jspecify.annotations.NullMarked;
