/** {@code ./bench/run --faults --collectors}: real collectors of a real API server under faults. */
@NullMarked
package io.hubmeter.bench.faults.collectors;

import org.jspecify.annotations.NullMarked;
