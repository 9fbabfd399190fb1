/** What holds for rows of usage and the reports that are made of them. */
@NullMarked
package io.hubmeter.core.usage;

import org.jspecify.annotations.NullMarked;
