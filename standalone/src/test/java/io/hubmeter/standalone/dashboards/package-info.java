/** Tests of the dashboards, the alerts and their runbooks, also with a real Prometheus. */
@NullMarked
package io.hubmeter.standalone.dashboards;

import org.jspecify.annotations.NullMarked;
