package io.hubmeter.api.admission;

import java.util.Locale;

/** Why a pod is refused without any quota being looked at; the codes are stable and listed in {@code docs/errors.md}. */
public enum Refusal {
    /** It would be charged to a user, and whoever asks may not create pods for users. */
    FOREIGN_REQUESTER(403),
    /** Whoever asks may create pods for users, but nothing on the pod tells which user. */
    NO_USER(403),
    /** It belongs to a Dask cluster whose owner is not known. */
    UNKNOWN_OWNER(403),
    /** What it holds cannot be read. */
    UNUSABLE_POD(400);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** The HTTP status that the client of the API server gets. */
    int status() {
        return status;
    }

    /** The stable code, for instance {@code foreign-requester}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
