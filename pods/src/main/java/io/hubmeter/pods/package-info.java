/** One Kubernetes pod, read: whom it is charged to, for what, and from when to when; no clock, no network, no Kafka. */
@NullMarked
package io.hubmeter.pods;

import org.jspecify.annotations.NullMarked;
