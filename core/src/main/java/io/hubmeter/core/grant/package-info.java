/** What admins add to limits, correct of usage, and take back. */
@NullMarked
package io.hubmeter.core.grant;

import org.jspecify.annotations.NullMarked;
