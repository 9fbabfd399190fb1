/** Decisions over HTTP, against a bare handler on the same kind of server. */
@NullMarked
package io.hubmeter.bench.decision;

import org.jspecify.annotations.NullMarked;
