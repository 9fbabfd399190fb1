/** The culler as a process of its own: its settings, and how its health is told. */
@NullMarked
package io.hubmeter.standalone.cull;

import org.jspecify.annotations.NullMarked;
