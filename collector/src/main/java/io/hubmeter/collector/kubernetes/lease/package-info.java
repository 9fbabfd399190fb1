/** Of several collectors that watch the same, one leads: agreed on through a Lease of Kubernetes. */
@NullMarked
package io.hubmeter.collector.kubernetes.lease;

import org.jspecify.annotations.NullMarked;
