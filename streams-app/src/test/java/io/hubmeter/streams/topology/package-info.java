/** Tests of the whole graph on real stores and serdes, without a broker. */
@NullMarked
package io.hubmeter.streams.topology;

import org.jspecify.annotations.NullMarked;
