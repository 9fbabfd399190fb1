/** Tests of the settings of the stream processor. */
@NullMarked
package io.hubmeter.standalone.stream;

import org.jspecify.annotations.NullMarked;
