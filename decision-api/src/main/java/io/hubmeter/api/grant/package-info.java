/** Where grants are recorded. */
@NullMarked
package io.hubmeter.api.grant;

import org.jspecify.annotations.NullMarked;
