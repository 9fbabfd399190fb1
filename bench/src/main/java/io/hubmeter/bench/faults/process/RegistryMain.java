package io.hubmeter.bench.faults.process;

import io.hubmeter.standalone.registry.EmbeddedRegistry;
import java.util.concurrent.CountDownLatch;

/** The schema registry as a process; its arguments are the brokers and its port. */
final class RegistryMain {
    private RegistryMain() {}

    /** Runs until SIGTERM ends it cleanly. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedRegistry registry = EmbeddedRegistry.start(args[0], Integer.parseInt(args[1]));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            registry.close();
                            ended.countDown();
                        },
                        "stop"));
        System.out.println("Started.");
        ended.await();
    }
}
