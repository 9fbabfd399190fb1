/** Kafka: what has to be stopped comes in, what was done goes out. */
@NullMarked
package io.hubmeter.culler.topic;

import org.jspecify.annotations.NullMarked;
