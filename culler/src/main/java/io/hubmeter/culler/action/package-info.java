/** One try to stop one thing, and what came of it. */
@NullMarked
package io.hubmeter.culler.action;

import org.jspecify.annotations.NullMarked;
