/** Pods of a Kubernetes cluster, listed and watched. */
@NullMarked
package io.hubmeter.collector.kubernetes;

import org.jspecify.annotations.NullMarked;
