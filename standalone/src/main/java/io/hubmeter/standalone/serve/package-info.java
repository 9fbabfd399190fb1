/** The decision API as a process of its own: its settings, and how it is put together from them. */
@NullMarked
package io.hubmeter.standalone.serve;

import org.jspecify.annotations.NullMarked;
