/** Tests of the audit. */
@NullMarked
package io.hubmeter.standalone.audit;

import org.jspecify.annotations.NullMarked;
