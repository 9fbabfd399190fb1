/** What is planned, against the whole truth. */
@NullMarked
package io.hubmeter.culler.plan;

import org.jspecify.annotations.NullMarked;
