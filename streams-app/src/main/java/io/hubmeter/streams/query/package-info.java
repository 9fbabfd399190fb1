/** Reading the stores from outside the stream threads, and the endpoint that offers this to other processes. */
@NullMarked
package io.hubmeter.streams.query;

import org.jspecify.annotations.NullMarked;
