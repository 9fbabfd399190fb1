package io.hubmeter.pages.admin;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which accounts are shown, by how they stand. */
enum Shown {
    /** All of them. */
    ALL("everybody"),
    /** Those with a limit that is used up. */
    OVER("over a quota"),
    /** Those with a limit that is nearly used up. */
    NEAR("near a quota"),
    /** Those with servers. */
    RUNNING("running now");

    private final String words;

    Shown(String words) {
        this.words = words;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** How addresses name it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Shown> of(String code) {
        return Stream.of(values()).filter(shown -> shown.code().equals(code)).findFirst();
    }

    boolean includes(AccountRow row) {
        return switch (this) {
            case ALL -> true;
            case OVER -> row.level() == Level.OVER;
            case NEAR -> row.level() == Level.NEAR;
            case RUNNING -> row.isRunning();
        };
    }
}
