/** How values found in files and settings are shown in messages to people, and what those people probably meant. */
@NullMarked
package io.hubmeter.collector.problem;

import org.jspecify.annotations.NullMarked;
