/** Tests of the page that a user sees. */
@NullMarked
package io.hubmeter.pages.user;

import org.jspecify.annotations.NullMarked;
