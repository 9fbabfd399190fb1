/** Who visits: OAuth with JupyterHub, sessions, and what the hub says of a user now. */
@NullMarked
package io.hubmeter.pages.hub;

import org.jspecify.annotations.NullMarked;
