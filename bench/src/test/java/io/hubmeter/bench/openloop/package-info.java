/** Tests of the package of the same name. */
@NullMarked
package io.hubmeter.bench.openloop;

import org.jspecify.annotations.NullMarked;
