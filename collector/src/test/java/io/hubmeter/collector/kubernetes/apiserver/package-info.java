/** A real Kubernetes API server on loopback, for tests, and what plays the rest of a cluster against it. */
@NullMarked
package io.hubmeter.collector.kubernetes.apiserver;

import org.jspecify.annotations.NullMarked;
