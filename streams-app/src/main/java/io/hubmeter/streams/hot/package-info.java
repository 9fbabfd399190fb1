/** What decisions ask for, kept in memory for the accounts that were asked about lately. */
@NullMarked
package io.hubmeter.streams.hot;

import org.jspecify.annotations.NullMarked;
