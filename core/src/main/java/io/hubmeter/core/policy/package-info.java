/** The operator's rules: which groups and users get which limits, and what that makes for one account. */
@NullMarked
package io.hubmeter.core.policy;

import org.jspecify.annotations.NullMarked;
