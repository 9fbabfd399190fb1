/** Everything in one process, seen from outside. */
@NullMarked
package io.hubmeter.standalone;

import org.jspecify.annotations.NullMarked;
