/** Tests of what administrators record. */
@NullMarked
package io.hubmeter.core.grant;

import org.jspecify.annotations.NullMarked;
