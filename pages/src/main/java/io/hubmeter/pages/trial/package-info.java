/** What the pages ask for when a policy is tried on what was recorded. */
@NullMarked
package io.hubmeter.pages.trial;

import org.jspecify.annotations.NullMarked;
