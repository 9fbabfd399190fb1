/** Tests of who calls. */
@NullMarked
package io.hubmeter.api.access;

import org.jspecify.annotations.NullMarked;
