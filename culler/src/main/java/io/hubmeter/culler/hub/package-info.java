/** Servers of a JupyterHub: which run, and how one is stopped. */
@NullMarked
package io.hubmeter.culler.hub;

import org.jspecify.annotations.NullMarked;
