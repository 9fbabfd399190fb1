/** OpenID AuthZEN Authorization API 1.0: from a subject, an action and a resource to a decision, without HTTP. */
@NullMarked
package io.hubmeter.api.authzen;

import org.jspecify.annotations.NullMarked;
