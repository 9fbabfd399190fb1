/** What administrators record about an account: additions to limits, corrections of usage, and that either never counts. */
@NullMarked
package io.hubmeter.core.grant;

import org.jspecify.annotations.NullMarked;
