/** The culler against a real hub and a real API server. */
@NullMarked
package io.hubmeter.standalone.cull;

import org.jspecify.annotations.NullMarked;
