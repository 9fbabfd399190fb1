/** What people want to know of their own usage: what they used on each day, and when it comes back to them. */
@NullMarked
package io.hubmeter.core.outlook;

import org.jspecify.annotations.NullMarked;
