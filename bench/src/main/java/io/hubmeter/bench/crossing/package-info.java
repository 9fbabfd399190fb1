/** How long after a limit is crossed the event about it can be read, with pods running and heartbeats in real time. */
@NullMarked
package io.hubmeter.bench.crossing;

import org.jspecify.annotations.NullMarked;
