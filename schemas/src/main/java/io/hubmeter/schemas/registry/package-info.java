/** The schema registry as its users see it: the client, and the rules by which schemas are numbered and accepted. */
@NullMarked
package io.hubmeter.schemas.registry;

import org.jspecify.annotations.NullMarked;
