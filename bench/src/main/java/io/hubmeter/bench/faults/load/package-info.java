/** What the installation is given: lives of pods as collectors tell them, and questions as hubs ask them. */
@NullMarked
package io.hubmeter.bench.faults.load;

import org.jspecify.annotations.NullMarked;
