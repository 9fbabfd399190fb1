/** Tests of the package, and what tests of other modules share with them. */
@NullMarked
package io.hubmeter.schemas.registry;

import org.jspecify.annotations.NullMarked;
