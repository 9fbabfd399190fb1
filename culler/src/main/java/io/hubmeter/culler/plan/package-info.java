/** What has to be stopped, when, and how far the topic is worked off: values and a state machine, without Kafka, HTTP or a clock. */
@NullMarked
package io.hubmeter.culler.plan;

import org.jspecify.annotations.NullMarked;
