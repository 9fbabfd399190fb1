package io.hubmeter.pages.hub;

/** What came of asking the hub. */
sealed interface HubAnswer<T> {
    /** It answered. */
    record Told<T>(T value) implements HubAnswer<T> {}

    /** It said no: the token or the code counts for nothing. */
    record Refused<T>(String reason) implements HubAnswer<T> {}

    /** It said nothing that can be understood in time. */
    record Silent<T>(String reason) implements HubAnswer<T> {}
}
