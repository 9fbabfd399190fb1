package io.hubmeter.streams.query;

/**
 * How far the stores of this instance are restored.
 *
 * @param copies how many partitions of stores are being restored
 * @param records how many records there were to read for them
 * @param left how many of them are still to be read, at most
 */
public record RestoreProgress(int copies, long records, long left) {
    /** Nothing is being restored. */
    public static final RestoreProgress NONE = new RestoreProgress(0, 0, 0);
}
