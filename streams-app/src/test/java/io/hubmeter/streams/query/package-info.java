/** Answers from copies that are behind. */
@NullMarked
package io.hubmeter.streams.query;

import org.jspecify.annotations.NullMarked;
