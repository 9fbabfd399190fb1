/** What people who mistyped probably meant. */
@NullMarked
package io.hubmeter.collector.problem;

import org.jspecify.annotations.NullMarked;
