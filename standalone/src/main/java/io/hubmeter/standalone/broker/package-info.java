/** A Kafka broker within this process, for trying Hubmeter out and for small installations. */
@NullMarked
package io.hubmeter.standalone.broker;

import org.jspecify.annotations.NullMarked;
