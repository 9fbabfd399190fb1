/** The laws of crossings and recoveries. */
@NullMarked
package io.hubmeter.core.quota;

import org.jspecify.annotations.NullMarked;
