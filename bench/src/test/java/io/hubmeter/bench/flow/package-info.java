/** Tests of the package of the same name. */
@NullMarked
package io.hubmeter.bench.flow;

import org.jspecify.annotations.NullMarked;
