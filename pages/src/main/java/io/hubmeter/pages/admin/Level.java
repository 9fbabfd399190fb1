package io.hubmeter.pages.admin;

/** How an account stands with its limits as a whole. */
enum Level {
    /** At least one is used up. */
    OVER,
    /** None is, but one has passed the policy's first warning, or runs out within {@link RowCount#SOON}. */
    NEAR,
    /** Neither. */
    FINE
}
