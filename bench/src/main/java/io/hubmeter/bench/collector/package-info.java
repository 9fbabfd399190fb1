/** The Kubernetes collector against a real API server, beside a client that only reads the same stream. */
@NullMarked
package io.hubmeter.bench.collector;

import org.jspecify.annotations.NullMarked;
