/** Tests of the package of the same name. */
@NullMarked
package io.hubmeter.bench.measure;

import org.jspecify.annotations.NullMarked;
