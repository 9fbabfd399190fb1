/** How values are written. */
@NullMarked
package io.hubmeter.api.notation;

import org.jspecify.annotations.NullMarked;
