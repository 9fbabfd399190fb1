/** What a user sees of the own usage. */
@NullMarked
package io.hubmeter.pages.user;

import org.jspecify.annotations.NullMarked;
