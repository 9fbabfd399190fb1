/** So little of a client and of a server that others can be measured with them. */
@NullMarked
package io.hubmeter.bench.http;

import org.jspecify.annotations.NullMarked;
