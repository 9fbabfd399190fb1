/** How soon after a pod event is sent what it changes can be read. */
@NullMarked
package io.hubmeter.bench.queryable;

import org.jspecify.annotations.NullMarked;
