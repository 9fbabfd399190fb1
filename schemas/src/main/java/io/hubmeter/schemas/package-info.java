/** What travels between the parts of Hubmeter: the topics, their Avro values, and the Confluent-format serde. */
@NullMarked
package io.hubmeter.schemas;

import org.jspecify.annotations.NullMarked;
