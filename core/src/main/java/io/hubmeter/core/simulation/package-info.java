/** What would have happened under another policy, and what limits real use suggests. */
@NullMarked
package io.hubmeter.core.simulation;

import org.jspecify.annotations.NullMarked;
