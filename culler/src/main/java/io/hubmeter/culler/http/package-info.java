/** One server that is asked gently: with a token, at a bounded rate, and not at all while it wants to be left alone. */
@NullMarked
package io.hubmeter.culler.http;

import org.jspecify.annotations.NullMarked;
