/** What the same events cost with few accounts and with many, and a picture of it. */
@NullMarked
package io.hubmeter.bench.growth;

import org.jspecify.annotations.NullMarked;
