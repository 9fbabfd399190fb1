/** A real browser for tests. */
@NullMarked
package io.hubmeter.pages.browser;

import org.jspecify.annotations.NullMarked;
