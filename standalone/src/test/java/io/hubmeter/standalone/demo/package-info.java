/** Tests of what the demo makes of a trace. */
@NullMarked
package io.hubmeter.standalone.demo;

import org.jspecify.annotations.NullMarked;
