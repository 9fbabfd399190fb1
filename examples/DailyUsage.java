import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;

/**
 * Kafka Streams on {@code hubmeter.usage-daily}: keeps the newest row of each account and day, and prints it when it changes.
 *
 * <pre>java -cp 'standalone/target/lib/*' examples/DailyUsage.java 127.0.0.1:19092 http://127.0.0.1:18081</pre>
 */
public final class DailyUsage {
    public static void main(String[] arguments) {
        var properties = new Properties();
        properties.putAll(Map.of(
                "application.id", "daily-usage",
                "bootstrap.servers", arguments[0],
                "auto.offset.reset", "earliest",
                "processing.guarantee", "exactly_once_v2",
                "state.dir", System.getProperty("state.dir", "/tmp/daily-usage")));

        var rows = ConfluentAvroSerde.of(UsageRecord.class, new HttpSchemaRegistry(URI.create(arguments[1])));
        var builder = new StreamsBuilder();
        builder.stream("hubmeter.usage-daily", Consumed.with(Serdes.String(), rows))
                .groupBy((account, row) -> row.getPeriodStart() + " " + account, Grouped.with(Serdes.String(), rows))
                .reduce((newest, row) -> row.getRevision() >= newest.getRevision() ? row : newest)
                .toStream()
                .foreach((day, row) -> System.out.println(day + " " + row.getAmounts()));
        var streams = new KafkaStreams(builder.build(), properties);
        streams.start();
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    }
}
