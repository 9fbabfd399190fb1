package io.hubmeter.bench.faults.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A Kafka broker and controller as a process, alone or one of several; its argument is a file of Kafka's properties. */
final class BrokerMain {
    static final String CLUSTER_ID = "MDEyMzQ1Njc4OWFiY2RlZg";
    static final String CONTROLLER = "CONTROLLER";

    private BrokerMain() {}

    /** Runs until SIGTERM ends it cleanly. */
    public static void main(String[] args) throws Exception {
        Properties file = new Properties();
        try (var in = Files.newBufferedReader(Path.of(args[0]))) {
            file.load(in);
        }
        Map<String, String> properties = new HashMap<>();
        file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        format(properties);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.shutdown();
                            server.awaitShutdown();
                            ended.countDown();
                        },
                        "stop"));
        server.startup();
        System.out.println("Started.");
        ended.await();
    }

    private static void format(Map<String, String> properties) throws Exception {
        String folder = properties.get("log.dirs");
        if (Files.exists(Path.of(folder, "meta.properties"))) {
            return;
        }
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(Integer.parseInt(properties.get("node.id")))
                    .setClusterId(CLUSTER_ID)
                    .setDirectories(List.of(folder))
                    .setMetadataLogDirectory(folder)
                    .setControllerListenerName(CONTROLLER)
                    .run();
        }
    }
}
