/** The stream processor as an application: configuration, start, stop. */
@NullMarked
package io.hubmeter.streams;

import org.jspecify.annotations.NullMarked;
