/** Tests of what admins see and do. */
@NullMarked
package io.hubmeter.pages.admin;

import org.jspecify.annotations.NullMarked;
