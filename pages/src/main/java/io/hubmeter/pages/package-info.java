/** The web pages of Hubmeter as a service of JupyterHub: what a newcomer opens first. */
@NullMarked
package io.hubmeter.pages;

import org.jspecify.annotations.NullMarked;
