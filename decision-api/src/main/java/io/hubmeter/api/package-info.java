/** The decision API as one thing to start and to stop, and its settings. */
@NullMarked
package io.hubmeter.api;

import org.jspecify.annotations.NullMarked;
