/** Tests of the pages as a whole. */
@NullMarked
package io.hubmeter.pages;

import org.jspecify.annotations.NullMarked;
