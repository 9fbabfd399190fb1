package io.hubmeter.culler.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pod that holds resources now.
 *
 * @param startedAt since when
 * @param daskCluster the Dask cluster it belongs to; null if to none
 */
record OpenPod(
        String uid,
        Instant startedAt,
        @Nullable String namespace,
        @Nullable String daskCluster) {}
