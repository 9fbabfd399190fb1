/** Whether the parts of the harness work, at tiny sizes; nothing is said of time. */
@NullMarked
package io.hubmeter.bench;

import org.jspecify.annotations.NullMarked;
