/** From a question to a recorded decision, without HTTP. */
@NullMarked
package io.hubmeter.api.decision;

import org.jspecify.annotations.NullMarked;
