/** Tests of the embedded registry. */
@NullMarked
package io.hubmeter.standalone.registry;

import org.jspecify.annotations.NullMarked;
