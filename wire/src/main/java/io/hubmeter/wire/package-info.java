/** How the domain travels: core to the Avro records of the topics, and back. */
@NullMarked
package io.hubmeter.wire;

import org.jspecify.annotations.NullMarked;
