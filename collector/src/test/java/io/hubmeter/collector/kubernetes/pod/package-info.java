/** Pods read: against recordings of a real API server, against an oracle, and against nonsense. */
@NullMarked
package io.hubmeter.collector.kubernetes.pod;

import org.jspecify.annotations.NullMarked;
