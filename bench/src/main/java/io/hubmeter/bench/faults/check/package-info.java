/** Whether what was said is right, by arithmetic and reading of its own: no class of {@code core} is used here. */
@NullMarked
package io.hubmeter.bench.faults.check;

import org.jspecify.annotations.NullMarked;
