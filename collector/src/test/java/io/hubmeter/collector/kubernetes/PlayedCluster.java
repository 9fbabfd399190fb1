package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose pods live at random while it is listed and watched, and which remembers what became of them. Time passes only
 * when something happens. When nothing is left to happen and all of it was told, it interrupts whoever asks.
 */
final class PlayedCluster implements PodApi {
    private static final int PAGE = 3;
    private static final long STEP_MS = 1_000;
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    /** What became of a pod. */
    static final class Truth {
        final String user;
        String cpu;

        @Nullable
        Instant scheduledAt;

        @Nullable
        Instant finishedAt;

        @Nullable
        Instant goneAt;

        long goneVersion = Long.MAX_VALUE;

        Truth(String user, String cpu) {
            this.user = user;
            this.cpu = cpu;
        }
    }

    private record Event(long version, String line) {}

    final Map<String, Truth> truths = new TreeMap<>();
    private final Random random;
    private final boolean calm;
    private final Map<String, FakePod> pods = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private int stepsLeft;
    private long version = 10;
    private long compacted;
    private long nowMs = START.toEpochMilli();
    private List<FakePod> listed = List.of();
    private long listedVersion;
    private long lastListed;

    /** A calm one is never cut off, forgets nothing, and repeats nothing. */
    PlayedCluster(Random random, int steps, boolean calm) {
        this.random = random;
        this.stepsLeft = steps;
        this.calm = calm;
    }

    synchronized Instant now() {
        return Instant.ofEpochMilli(nowMs);
    }

    /** What was gone at this version may have gone unseen: a list only has what is there. */
    synchronized long lastListed() {
        return lastListed;
    }

    /** Lets so much happen while nobody looks, and perhaps forgets it. */
    synchronized void alone(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        if (random.nextInt(3) == 0) {
            compacted = version;
        }
    }

    @Override
    public synchronized long version() throws IOException {
        sometimes();
        trouble();
        return version;
    }

    @Override
    public synchronized PodPage page(@Nullable String next) throws ApiFailure, IOException {
        if (next == null) {
            listed = List.copyOf(pods.values());
            listedVersion = version;
            lastListed = version;
        } else if (!calm && random.nextInt(10) == 0) {
            throw new ApiFailure(410, "410: the continue parameter is too old", null);
        }
        int from = next == null ? 0 : Integer.parseInt(next);
        int to = Math.min(from + PAGE, listed.size());
        List<JsonNode> page = new ArrayList<>();
        listed.subList(from, to).forEach(pod -> page.add(pod.json()));
        long at = listedVersion;
        sometimes();
        trouble();
        return new PodPage(page, at, to < listed.size() ? Integer.toString(to) : null);
    }

    @Override
    public void largerPages() {}

    @Override
    public synchronized WatchStream watch(long from) throws ApiFailure, IOException {
        trouble();
        if (from < compacted) {
            if (random.nextBoolean()) {
                throw new ApiFailure(410, "410: too old", null);
            }
            return stream("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\"}}\n");
        }
        return new WatchStream(new Told(from));
    }

    private static WatchStream stream(String text) {
        return new WatchStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void sometimes() {
        if (!calm && random.nextInt(3) == 0) {
            step();
        }
    }

    private void trouble() throws IOException {
        if (!calm && random.nextInt(15) == 0) {
            throw new IOException("connection refused");
        }
    }

    /** The body of a watch: one event, or a part of one, for each read. */
    private final class Told extends InputStream {
        private long told;
        private boolean over;

        Told(long from) {
            this.told = from;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            String text = next();
            if (text == null) {
                return -1;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > length) {
                throw new IOException("an event of %d bytes, read by %d".formatted(bytes.length, length));
            }
            System.arraycopy(bytes, 0, into, offset, bytes.length);
            return bytes.length;
        }

        private @Nullable String next() throws IOException {
            synchronized (PlayedCluster.this) {
                if (over) {
                    return null;
                }
                int chance = calm ? 99 : random.nextInt(100);
                if (chance < 4) {
                    return null;
                }
                if (chance < 6) {
                    throw new IOException("connection reset");
                }
                Event event = after(told);
                while (event == null) {
                    if (stepsLeft == 0) {
                        over = true;
                        Thread.currentThread().interrupt();
                        return null;
                    }
                    step();
                    event = after(told);
                }
                if (chance < 9) {
                    over = true;
                    return event.line().substring(0, event.line().length() / 2);
                }
                told = event.version();
                boolean twice = chance < 20 && !event.line().contains("DELETED");
                String bookmark = chance >= 20 && chance < 30 ? FakePod.bookmark(told) : "";
                return event.line() + (twice ? event.line() : "") + bookmark;
            }
        }

        private @Nullable Event after(long from) {
            for (Event event : events) {
                if (event.version() > from) {
                    return event;
                }
            }
            return null;
        }
    }

    private void step() {
        if (stepsLeft == 0) {
            return;
        }
        stepsLeft--;
        nowMs += STEP_MS;
        version++;
        List<FakePod> all = List.copyOf(pods.values());
        if (all.isEmpty() || random.nextInt(4) == 0) {
            create();
            return;
        }
        FakePod pod = all.get(random.nextInt(all.size())).at(version);
        Truth truth = truths.get(pod.uid());
        if (truth == null) {
            throw new IllegalStateException(pod.uid());
        }
        boolean isOver = truth.finishedAt != null || truth.goneAt != null;
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                if (truth.scheduledAt == null) {
                    truth.scheduledAt = now();
                    changed(pod.scheduled(now()).inPhase("Running", null));
                } else {
                    changed(pod);
                }
            }
            case 3 -> {
                if (truth.scheduledAt != null && !isOver) {
                    truth.finishedAt = now().minusMillis(STEP_MS / 2);
                    changed(pod.inPhase("Succeeded", truth.finishedAt));
                }
            }
            case 4 -> {
                if (truth.scheduledAt != null && !isOver) {
                    // Nobody tells when it ended.
                    truth.goneAt = now();
                    changed(pod.inPhase("Failed", null));
                }
            }
            case 5 -> {
                if (!isOver) {
                    truth.cpu = 1 + random.nextInt(9) + "";
                    changed(pod.holding(truth.cpu));
                }
            }
            default -> {
                // Deleted, or no longer selected: the same to whoever watches.
                pods.remove(pod.uid());
                if (truth.goneAt == null) {
                    truth.goneAt = now();
                }
                truth.goneVersion = version;
                events.add(new Event(version, pod.event("DELETED")));
            }
        }
    }

    private void create() {
        String uid = "uid-" + version;
        Truth truth = new Truth("user-" + random.nextInt(3), 1 + random.nextInt(9) + "");
        truths.put(uid, truth);
        FakePod pod = FakePod.of(uid, truth.user, version).holding(truth.cpu);
        pods.put(uid, pod);
        events.add(new Event(version, pod.event("ADDED")));
    }

    private void changed(FakePod pod) {
        pods.put(pod.uid(), pod);
        events.add(new Event(version, pod.event("MODIFIED")));
    }
}
