package io.hubmeter.api.decision;

/**
 * Where decisions are recorded.
 *
 * <p>Recording never delays or fails an answer: an adapter takes an entry into a bounded queue and returns at once. If the
 * queue is full it drops the entry and counts the loss. It throws nothing, and many threads may use it at once.
 */
@FunctionalInterface
public interface DecisionLog {
    /** Records nothing. */
    DecisionLog NONE = entry -> {};

    /** Takes an entry, without waiting. */
    void record(DecisionEntry entry);
}
