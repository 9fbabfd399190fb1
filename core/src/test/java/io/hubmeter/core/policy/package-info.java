/** The laws by which limits combine. */
@NullMarked
package io.hubmeter.core.policy;

import org.jspecify.annotations.NullMarked;
