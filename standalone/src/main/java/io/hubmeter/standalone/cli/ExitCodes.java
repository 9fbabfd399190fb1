package io.hubmeter.standalone.cli;

/** What the command line's exit codes mean. */
final class ExitCodes {
    /** Done; of {@code decide}: permit. */
    static final int OK = 0;
    /** Of {@code decide}: deny. Of checks: something is wrong with what was checked. */
    static final int DENY = 1;
    /** Of {@code decide}: it cannot be told. */
    static final int UNKNOWN = 2;
    /** The command was used wrongly, its input cannot be used, or what it talks to does not answer. */
    static final int ERROR = 3;
    /** Of {@code collect}: a source has failed in a way that trying again does not help. Of {@code stream}: the processor has. */
    static final int FAILED = 4;

    private ExitCodes() {}
}
