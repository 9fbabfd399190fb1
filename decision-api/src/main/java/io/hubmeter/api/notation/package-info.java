/** How people write values, and what they may have meant. */
@NullMarked
package io.hubmeter.api.notation;

import org.jspecify.annotations.NullMarked;
