/** Pods read: against an oracle, and against nonsense. */
@NullMarked
package io.hubmeter.pods;

import org.jspecify.annotations.NullMarked;
