/** Real collectors under faults. */
@NullMarked
package io.hubmeter.bench.faults.collectors;

import org.jspecify.annotations.NullMarked;
