/** Feeds parsers with what nobody would write, and tells which input they do not bear. */
@NullMarked
package io.hubmeter.core.fuzz;

import org.jspecify.annotations.NullMarked;
