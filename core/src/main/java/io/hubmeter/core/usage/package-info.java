/** Rows of usage: what an account or a group used in an hour or a day. */
@NullMarked
package io.hubmeter.core.usage;

import org.jspecify.annotations.NullMarked;
