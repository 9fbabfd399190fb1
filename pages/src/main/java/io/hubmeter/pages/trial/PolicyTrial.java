package io.hubmeter.pages.trial;

import java.time.Duration;

/** Tries a policy on what was recorded of one realm. */
@FunctionalInterface
public interface PolicyTrial {
    /** Where there is nothing to try a policy on. */
    PolicyTrial NONE = (request, progress) ->
            new TrialOutcome.Refused("Policies cannot be tried here: this process cannot read what was recorded.");

    /**
     * What to try.
     *
     * @param realm whose accounts are looked at; nobody else's are
     * @param fileName what messages call the policy
     * @param policy the file as it was sent, of any content
     * @param last how long before now the policy is supposed to have come into force, more than zero
     * @param percentile how many of 100 accounts suggested limits are to leave in peace, 1 to 100
     */
    record Request(String realm, String fileName, Bytes policy, Duration last, int percentile) {}

    /** Bytes that are not changed. */
    final class Bytes {
        private final byte[] bytes;

        /** Keeps a copy. */
        public Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** A copy. */
        public byte[] get() {
            return bytes.clone();
        }
    }

    /** How far a trial is. */
    interface Progress {
        /**
         * Something was done.
         *
         * @param what is being done, for people
         * @param done how much of it
         * @throws java.util.concurrent.CancellationException if the trial is to end now
         */
        void at(String what, long done);
    }

    /** Tries it; takes as long as that takes, and tells of progress often. */
    TrialOutcome run(Request request, Progress progress);
}
