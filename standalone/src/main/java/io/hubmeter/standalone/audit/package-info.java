/** The audit: usage computed anew from what was recorded, and compared with the rows that consumers read. */
@NullMarked
package io.hubmeter.standalone.audit;

import org.jspecify.annotations.NullMarked;
