/** What was done about servers of accounts that had exceeded a limit. */
@NullMarked
package io.hubmeter.core.stop;

import org.jspecify.annotations.NullMarked;
