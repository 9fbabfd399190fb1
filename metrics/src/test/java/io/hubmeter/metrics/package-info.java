/** Tests of the package, and what tests of other modules share with them. */
@NullMarked
package io.hubmeter.metrics;

import org.jspecify.annotations.NullMarked;
