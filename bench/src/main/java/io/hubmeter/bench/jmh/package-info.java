/** Microbenchmarks of the domain, the records and the stores. */
@NullMarked
package io.hubmeter.bench.jmh;

import org.jspecify.annotations.NullMarked;
