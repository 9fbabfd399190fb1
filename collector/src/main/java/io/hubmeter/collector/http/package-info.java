/** How the collector is watched: metrics and health over HTTP. */
@NullMarked
package io.hubmeter.collector.http;

import org.jspecify.annotations.NullMarked;
