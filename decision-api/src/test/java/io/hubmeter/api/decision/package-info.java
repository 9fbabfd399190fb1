/** Tests of the decision service. */
@NullMarked
package io.hubmeter.api.decision;

import org.jspecify.annotations.NullMarked;
