/** One try, against a hub and a decision API that do what the test says. */
@NullMarked
package io.hubmeter.culler.action;

import org.jspecify.annotations.NullMarked;
