/** A schema registry within this process that speaks Confluent's REST interface and keeps its entries in Kafka. */
@NullMarked
package io.hubmeter.standalone.registry;

import org.jspecify.annotations.NullMarked;
