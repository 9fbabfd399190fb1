/** Tests of what people read. */
@NullMarked
package io.hubmeter.pages.text;

import org.jspecify.annotations.NullMarked;
