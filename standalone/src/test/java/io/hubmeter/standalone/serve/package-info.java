/** Tests of the stream processor and the decision API as processes of their own. */
@NullMarked
package io.hubmeter.standalone.serve;

import org.jspecify.annotations.NullMarked;
