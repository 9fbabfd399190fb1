/** A running installation to look at: the bundled trace, live. */
@NullMarked
package io.hubmeter.standalone.demo;

import org.jspecify.annotations.NullMarked;
