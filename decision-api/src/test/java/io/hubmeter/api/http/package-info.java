/** Tests of routes and codecs, and of the contract that the server keeps. */
@NullMarked
package io.hubmeter.api.http;

import org.jspecify.annotations.NullMarked;
