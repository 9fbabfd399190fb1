/** Tests of the ways to usage, over a whole platform. */
@NullMarked
package io.hubmeter.standalone.usage;

import org.jspecify.annotations.NullMarked;
