package io.hubmeter.culler.plan;

import io.hubmeter.core.stop.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What has to be stopped and when, rebuilt from the topic by each culler that reads it.
 *
 * <p>Of each limit of each account the last record counts: it replaces what was pending of those before. A stop that was asked
 * for comes to its end all the same, and is reported. A record is worked off when everything that it asks for is reported or
 * replaced; {@link #resumeAt} never passes one that is not, so whoever reads on from there forgets nothing. What was reported is
 * told by {@link #reported}, so nothing is done twice.
 *
 * <p>Time is given, never read. Not for several threads at a time.
 */
public final class CullPlan {
    private final int most;
    private final Duration reportAfter;
    private final Retries retries;
    private final Handled handled = new Handled();
    private final Map<Integer, Progress> partitions = new HashMap<>();
    private final Map<Subject, List<Pending>> bySubject = new HashMap<>();
    private final Map<Long, Pending> byId = new HashMap<>();
    private final TreeSet<Pending> waiting = new TreeSet<>(Pending.BY_TIME);
    /** By the id of the task that tries to stop it; also of partitions that were taken away meanwhile. */
    private final Map<Long, String> tried = new HashMap<>();

    private long lastId;

    /**
     * An empty plan.
     *
     * @param most how much may be pending before {@link #isFull}
     * @param reportAfter after how long in vain it is to be reported that something cannot be stopped
     */
    public CullPlan(int most, Duration reportAfter, RandomGenerator random) {
        this.most = most;
        this.reportAfter = reportAfter;
        this.retries = new Retries(random);
    }

    /**
     * A partition is read from now on; nothing of it is acted upon before it is read up to an offset.
     *
     * @param since no stop that matters to what is to be read was made before, as {@link Resume#since} was told
     */
    public void assigned(int partition, long caughtUpAt, Instant since) {
        revoked(partition);
        partitions.put(partition, new Progress(caughtUpAt, since));
    }

    /** A partition is somebody else's; what of it is under way comes to its end. */
    public void revoked(int partition) {
        partitions.remove(partition);
        for (Pending pending : List.copyOf(byId.values())) {
            if (pending.partition == partition) {
                drop(pending);
            }
        }
    }

    /** Takes note of a stop that is on its topic, whoever made it. */
    public void reported(Stop stop) {
        handled.note(stop);
    }

    /** Takes in a record; nothing happens if it was read before. */
    public void heard(int partition, long offset, News news) {
        Progress progress = partitions.get(partition);
        if (progress == null || !progress.isNew(offset)) {
            return;
        }
        switch (news) {
            case News.Nothing() -> {}
            case News.Cleared(Subject subject) -> replace(subject);
            case News.Exceeded excess -> plan(progress, partition, offset, excess);
        }
    }

    private void plan(Progress progress, int partition, long offset, News.Exceeded excess) {
        Subject subject = excess.subject();
        boolean isOld = bySubject.getOrDefault(subject, List.of()).stream()
                .anyMatch(known -> !known.isOver
                        && known.excess.crossedAt().equals(excess.crossedAt())
                        && known.excess.revision() > excess.revision());
        if (isOld) {
            return;
        }
        replace(subject);
        for (Target target : excess.targets()) {
            if (!handled.isDone(excess, target)) {
                Pending pending = new Pending(++lastId, partition, offset, excess, target);
                pending.isReportedFailed = handled.isReportedFailed(excess, target);
                bySubject.computeIfAbsent(subject, none -> new ArrayList<>()).add(pending);
                byId.put(pending.id, pending);
                waiting.add(pending);
                progress.opened(offset, excess.evaluatedAt());
            }
        }
    }

    private void replace(Subject subject) {
        for (Pending pending : List.copyOf(bySubject.getOrDefault(subject, List.of()))) {
            if (pending.isTried || pending.askedAt != null) {
                pending.isOver = true;
            } else {
                drop(pending);
            }
        }
    }

    private void drop(Pending pending) {
        waiting.remove(pending);
        byId.remove(pending.id);
        Subject subject = pending.excess.subject();
        bySubject.computeIfPresent(subject, (same, list) -> {
            list.remove(pending);
            return list.isEmpty() ? null : list;
        });
        Progress progress = partitions.get(pending.partition);
        if (progress != null) {
            progress.closed(pending.offset);
        }
    }

    /** Everything of a partition before that offset is read, also what is no record. */
    public void readTo(int partition, long position) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.readTo(position);
        }
    }

    /** What is to be tried now, at most so much of it; of one target never two at a time. */
    public List<StopTask> take(Instant now, int atMost) {
        List<Pending> taken = new ArrayList<>();
        List<Pending> done = new ArrayList<>();
        Set<String> busy = new HashSet<>(tried.values());
        Iterator<Pending> due = waiting.iterator();
        while (due.hasNext() && taken.size() < atMost) {
            Pending pending = due.next();
            if (pending.nextAt.isAfter(now)) {
                break;
            }
            if (handled.isDone(pending.excess, pending.target)) {
                done.add(pending);
            } else if (isReady(pending) && busy.add(pending.target.key())) {
                taken.add(pending);
                due.remove();
            }
        }
        done.forEach(this::drop);
        for (Pending pending : taken) {
            pending.isTried = true;
            tried.put(pending.id, pending.target.key());
        }
        return taken.stream().map(Pending::task).toList();
    }

    private boolean isReady(Pending pending) {
        Progress progress = partitions.get(pending.partition);
        // A full plan reads no further, so waiting for more would be waiting for ever.
        return progress != null && (progress.isCaughtUp() || isFull());
    }

    /** A task has come to its end, and what became of it is on the topic of stops. */
    public void settled(StopTask task, Stop stop) {
        handled.note(stop);
        tried.remove(task.id());
        Pending pending = byId.get(task.id());
        if (pending != null) {
            drop(pending);
        }
    }

    /**
     * A task did not come to its end, and is to be tried again.
     *
     * @param notBefore when at the earliest, as somebody asked for; null if nobody did
     * @param askedAt since when its stop has been asked for; null if it was not asked for
     * @return whether it is to be reported, once, that it cannot be stopped
     */
    public boolean again(StopTask task, Instant now, @Nullable Instant notBefore, @Nullable Instant askedAt) {
        tried.remove(task.id());
        Pending pending = byId.get(task.id());
        if (pending == null) {
            return false;
        }
        pending.isTried = false;
        if (pending.isOver && askedAt == null) {
            drop(pending);
            return false;
        }
        boolean isFreshlyAsked = askedAt != null && pending.askedAt == null;
        pending.askedAt = askedAt;
        pending.failures = isFreshlyAsked ? 1 : pending.failures + 1;
        Instant next = now.plus(retries.after(pending.failures));
        pending.nextAt = notBefore != null && notBefore.isAfter(next) ? notBefore : next;
        waiting.add(pending);
        if (pending.troubleSince == null || now.isBefore(pending.troubleSince)) {
            pending.troubleSince = now;
        }
        boolean isDue = !pending.isReportedFailed && !now.isBefore(pending.troubleSince.plus(reportAfter));
        pending.isReportedFailed |= isDue;
        return isDue;
    }

    /** Whether as much is pending as there may be, so that no more should be read. */
    public boolean isFull() {
        return byId.size() >= most;
    }

    /** How much is pending. */
    public int size() {
        return byId.size();
    }

    /** How much of it is overdue. */
    public int overdue(Instant now) {
        return (int) byId.values().stream()
                .filter(pending -> pending.excess.graceUntil().isBefore(now))
                .count();
    }

    /** Where somebody who takes over would have to begin, by partition; without those of which nothing was read yet. */
    public Map<Integer, Resume> resumeAt(Instant now) {
        Map<Integer, Resume> resume = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            if (progress.isKnown()) {
                resume.put(partition, progress.resume(now));
            }
        });
        return resume;
    }
}
