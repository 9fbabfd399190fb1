/** Tests of the module as a whole. */
@NullMarked
package io.hubmeter.api;

import org.jspecify.annotations.NullMarked;
