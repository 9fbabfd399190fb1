/** The culler: stops servers of accounts that are over a limit, after the grace, through the hub and Dask Gateway. */
@NullMarked
package io.hubmeter.culler;

import org.jspecify.annotations.NullMarked;
