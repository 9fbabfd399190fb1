package io.hubmeter.culler.dask;

/** What became of a Dask cluster. */
public enum DaskSays {
    /** It is there. */
    THERE,
    /** It is not there, or is being deleted. */
    GONE,
    /** It is somebody else's. */
    OF_ANOTHER_USER
}
