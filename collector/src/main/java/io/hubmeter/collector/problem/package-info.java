/** How values found in files are shown in messages to people. */
@NullMarked
package io.hubmeter.collector.problem;

import org.jspecify.annotations.NullMarked;
