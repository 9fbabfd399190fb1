/** What the collector must be allowed to do in a cluster, and what of that it is not. */
@NullMarked
package io.hubmeter.collector.kubernetes.access;

import org.jspecify.annotations.NullMarked;
