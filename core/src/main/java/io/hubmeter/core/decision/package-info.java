/** Whether an account may start a server now, and the explanation that goes with the answer. */
@NullMarked
package io.hubmeter.core.decision;

import org.jspecify.annotations.NullMarked;
