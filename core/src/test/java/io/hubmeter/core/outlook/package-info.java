/** Tests of what people are told of their usage. */
@NullMarked
package io.hubmeter.core.outlook;

import org.jspecify.annotations.NullMarked;
