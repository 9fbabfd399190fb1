/** Reports of many accounts: how long they take, and in how much memory. */
@NullMarked
package io.hubmeter.bench.report;

import org.jspecify.annotations.NullMarked;
