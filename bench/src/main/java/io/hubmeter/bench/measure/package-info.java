/** Numbers of several rounds, and the report that shows them. */
@NullMarked
package io.hubmeter.bench.measure;

import org.jspecify.annotations.NullMarked;
