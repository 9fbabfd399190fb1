/** The culler and its rules. */
@NullMarked
package io.hubmeter.culler;

import org.jspecify.annotations.NullMarked;
