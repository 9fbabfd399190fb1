/** Tests of requests, forms, templates and headers. */
@NullMarked
package io.hubmeter.pages.http;

import org.jspecify.annotations.NullMarked;
