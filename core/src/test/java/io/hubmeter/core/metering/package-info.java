/** The laws of meters, and the means to feed observations to them. */
@NullMarked
package io.hubmeter.core.metering;

import org.jspecify.annotations.NullMarked;
