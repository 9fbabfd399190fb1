/** The check just before a stop: what the decision API says now. */
@NullMarked
package io.hubmeter.culler.check;

import org.jspecify.annotations.NullMarked;
