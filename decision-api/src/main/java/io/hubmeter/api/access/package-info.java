/** Who calls, and what they may do. */
@NullMarked
package io.hubmeter.api.access;

import org.jspecify.annotations.NullMarked;
