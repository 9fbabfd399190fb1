/** Kubernetes admission: whether a pod may be created, given whose it says it is and who asks; without HTTP. */
@NullMarked
package io.hubmeter.api.admission;

import org.jspecify.annotations.NullMarked;
