/** The JupyterHub source: users and their groups, from the hub's REST API to the accounts topic. */
@NullMarked
package io.hubmeter.collector.jupyterhub;

import org.jspecify.annotations.NullMarked;
