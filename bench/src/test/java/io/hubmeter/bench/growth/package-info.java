/** Tests of the package of the same name. */
@NullMarked
package io.hubmeter.bench.growth;

import org.jspecify.annotations.NullMarked;
