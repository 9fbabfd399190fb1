/** The culler against a real hub and a real API server, and two of them that are killed and stopped. */
@NullMarked
package io.hubmeter.standalone.cull;

import org.jspecify.annotations.NullMarked;
