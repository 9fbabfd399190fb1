/** A decision beside the same figure computed by Prometheus from samples. */
@NullMarked
package io.hubmeter.bench.prometheus;

import org.jspecify.annotations.NullMarked;
