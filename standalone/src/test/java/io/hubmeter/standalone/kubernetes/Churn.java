package io.hubmeter.standalone.kubernetes;

import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pods that come and go at random, each in its own time: created, bound, running, ended, deleted. */
final class Churn {
    private final PlayedKubelet kubelet;
    private final Random random;
    private final int mostPods;
    private final int users;
    private final List<PlayedPod> pods = new ArrayList<>();
    private final List<Alive> alive = new ArrayList<>();

    private record Alive(PlayedPod pod, int age) {}

    Churn(PlayedKubelet kubelet, Random random, int mostPods, int users) {
        this.kubelet = kubelet;
        this.random = random;
        this.mostPods = mostPods;
        this.users = users;
    }

    List<PlayedPod> pods() {
        return pods;
    }

    /** Takes so many steps. */
    void some(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** Takes steps until every pod was created. */
    void rest() {
        while (pods.size() < mostPods) {
            step();
        }
    }

    private void step() {
        if (pods.size() < mostPods && (alive.isEmpty() || random.nextInt(4) == 0)) {
            int number = pods.size();
            PlayedPod pod = kubelet.create(PlayedServer.of("user-" + number % users, "server-" + number)
                    .with(100 + random.nextInt(4_000), 1 + random.nextLong(1L << 34)));
            pods.add(pod);
            alive.add(new Alive(pod, 0));
        } else if (!alive.isEmpty()) {
            int chosen = random.nextInt(alive.size());
            Alive one = alive.remove(chosen);
            if (age(one)) {
                alive.add(new Alive(one.pod(), one.age() + 1));
            }
        }
    }

    /** Takes a pod a step further in its life; false if it is gone then. */
    private boolean age(Alive one) {
        switch (one.age()) {
            case 0 -> {
                if (random.nextInt(20) == 0) {
                    // Never scheduled.
                    kubelet.deleteNow(one.pod());
                    return false;
                }
                kubelet.bind(one.pod());
            }
            case 1 -> kubelet.run(one.pod());
            case 2 -> {
                switch (random.nextInt(4)) {
                    case 0 -> kubelet.fail(one.pod());
                    case 1 -> kubelet.evict(one.pod());
                    default -> kubelet.succeed(one.pod());
                }
            }
            default -> {
                kubelet.deleteNow(one.pod());
                return false;
            }
        }
        return true;
    }
}
