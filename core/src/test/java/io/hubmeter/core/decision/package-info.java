/** The laws of standings, decisions and sentences. */
@NullMarked
package io.hubmeter.core.decision;

import org.jspecify.annotations.NullMarked;
