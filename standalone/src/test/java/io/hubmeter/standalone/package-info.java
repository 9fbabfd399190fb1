/** What only a real broker can show of the whole process. */
@NullMarked
package io.hubmeter.standalone;

import org.jspecify.annotations.NullMarked;
