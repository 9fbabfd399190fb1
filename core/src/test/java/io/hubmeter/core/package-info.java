/** Rules about the module as a whole. */
@NullMarked
package io.hubmeter.core;

import org.jspecify.annotations.NullMarked;
