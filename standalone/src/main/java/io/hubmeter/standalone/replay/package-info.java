/** A whole trace through the same Kafka, topology and stores, in the trace's own time, and what came out. */
@NullMarked
package io.hubmeter.standalone.replay;

import org.jspecify.annotations.NullMarked;
