/** Clusters of Dask Gateway, as objects of Kubernetes. */
@NullMarked
package io.hubmeter.culler.dask;

import org.jspecify.annotations.NullMarked;
