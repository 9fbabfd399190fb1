package io.hubmeter.pages.user;

import java.util.Locale;

/** How something is to be taken; each has a colour, a picture and words of its own. */
public enum Tone {
    /** All is well. */
    CALM,
    /** Nearly used up. */
    NEAR,
    /** Used up, or stopped. */
    OVER,
    /** Not known at present. */
    STALE;

    /** The name in style sheets. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }
}
