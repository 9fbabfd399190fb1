/** Where the processor time goes. */
@NullMarked
package io.hubmeter.bench.profile;

import org.jspecify.annotations.NullMarked;
