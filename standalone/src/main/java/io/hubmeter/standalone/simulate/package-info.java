/** What was recorded, read back to simulate another policy on it, and what comes of that in words, rows and objects. */
@NullMarked
package io.hubmeter.standalone.simulate;

import org.jspecify.annotations.NullMarked;
