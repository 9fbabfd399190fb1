/** HTTP and JSON around the decision service: routes, codecs, and how errors are told. */
@NullMarked
package io.hubmeter.api.http;

import org.jspecify.annotations.NullMarked;
