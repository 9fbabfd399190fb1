/** Whole traces through the real broker, topology and stores. */
@NullMarked
package io.hubmeter.standalone.replay;

import org.jspecify.annotations.NullMarked;
