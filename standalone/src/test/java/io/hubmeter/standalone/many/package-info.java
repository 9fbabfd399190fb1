/** Several instances of the stream processor, each of which answers for all. */
@NullMarked
package io.hubmeter.standalone.many;

import org.jspecify.annotations.NullMarked;
