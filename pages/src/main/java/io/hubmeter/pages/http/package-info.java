/** Requests to pages and back: routes, forms, templates, assets, headers; who may see what is asked of the hub package. */
@NullMarked
package io.hubmeter.pages.http;

import org.jspecify.annotations.NullMarked;
