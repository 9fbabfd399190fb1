package io.hubmeter.standalone.cull;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The answer to the next request of one kind by one culler about a server that runs: the hub does what is asked, and holds it back. */
final class Held {
    private final String culler;
    private final Asked.What what;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile List<Asked> asked = List.of();

    Held(String culler, Asked.What what) {
        this.culler = culler;
        this.what = what;
    }

    /** Whether the answer to this is to be held back, which it is then. */
    boolean takes(List<Asked> request) {
        boolean isWanted = asked.isEmpty()
                && request.stream()
                        .anyMatch(one -> one.culler().equals(culler)
                                && one.what() == what
                                && one.found() == Asked.Found.RUNNING);
        if (isWanted) {
            asked = request;
        }
        return isWanted;
    }

    /** Waits until there is such a request; which servers it was about, by uid. */
    List<String> awaited() {
        Awaitility.await()
                .alias("a request of %s to %s".formatted(culler, what))
                .atMost(CullersIT.BOUND)
                .until(() -> !asked.isEmpty());
        return asked.stream().map(Asked::uid).toList();
    }

    void release() {
        released.countDown();
    }

    void awaitRelease() throws InterruptedException {
        if (!released.await(CullersIT.BOUND.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("an answer to %s was never released".formatted(culler));
        }
    }
}
