/** What is kept in memory is found again, and bounded. */
@NullMarked
package io.hubmeter.streams.hot;

import org.jspecify.annotations.NullMarked;
