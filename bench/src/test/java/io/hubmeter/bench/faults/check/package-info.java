/** Tests of the check: it must not be content with what is wrong. */
@NullMarked
package io.hubmeter.bench.faults.check;

import org.jspecify.annotations.NullMarked;
