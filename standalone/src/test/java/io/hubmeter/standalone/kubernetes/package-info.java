/** The whole way from a real API server to the stores. */
@NullMarked
package io.hubmeter.standalone.kubernetes;

import org.jspecify.annotations.NullMarked;
