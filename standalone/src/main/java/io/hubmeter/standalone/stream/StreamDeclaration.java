package io.hubmeter.standalone.stream;

import io.hubmeter.collector.config.Declarer;
import io.hubmeter.collector.config.Forms;
import io.hubmeter.collector.config.Group;
import io.hubmeter.collector.config.KafkaSettings;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Every setting of {@code hubmeter stream}, declared once. */
public final class StreamDeclaration {
    /** Where queries are answered unless something else is said. */
    public static final int QUERY_PORT = 8790;

    static final ConfigDef SETTINGS = KafkaSettings.declare(
                    new Declarer(),
                    "have a setting here, or that exact results rest on (application.id, client.id, bootstrap.servers, group.id, state.dir, "
                            + "num.stream.threads, num.standby.replicas, commit.interval.ms, processing.guarantee, acks, "
                            + "enable.idempotence, transactional.id, isolation.level, auto.offset.reset, serializers and handlers)")
            .group("Stream processor")
            .optional(
                    "application-id",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                            "NAME",
                            "name",
                            "1 to 100 characters of A-Z, a-z, 0-9, '.', '_' and '-', of which the first is none of these three"),
                    "hubmeter",
                    "Names the consumer group, the changelog topics and the transactions: the same for all that share the work, and "
                            + "never changed, since another name is another processor that knows nothing.")
            .required(
                    "state.folder",
                    Forms.file(),
                    "Where copies of the stores are kept, of one process alone. If it is empty at the start they are restored from "
                            + "Kafka, which takes about five seconds for a million records.")
            .optional("threads", Forms.number(1, 64, "threads"), "2", "How many partitions are worked on at a time.")
            .optional(
                    "standbys",
                    Forms.number(0, 10, "copies"),
                    "1",
                    "How many further processes hold a copy of each store, and answer while one of them is away. Without further "
                            + "processes there are no copies.")
            .optional(
                    "commit-interval",
                    Forms.duration("50ms", "30s"),
                    "200ms",
                    "How often results are committed: whoever reads the topics learns of them so much later at the most.")
            .group("How far back readings are kept")
            .optional(
                    "retention.longest-window",
                    Forms.duration("1d", "31d"),
                    "31d",
                    "The longest window that the policy has. Longer ones would be answered from what is left.")
            .optional(
                    "retention.lateness",
                    Forms.duration("1h", "31d"),
                    "7d",
                    "How late an event may come and still be counted. Kept is this, the longest window and a day. Both stay as they "
                            + "are while there is a state: changelog topics are not changed.")
            .group("Queries")
            .optional(
                    "query.host",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9._:%-]{1,253}"),
                            "HOST",
                            "address or host name",
                            "an address or a host name"),
                    "127.0.0.1",
                    "Where queries are answered. Beyond loopback only with query.token.file, and where a network policy or a mesh with TLS "
                            + "keeps others out: usage and the token cross the network in plain text.")
            .optional(
                    "query.port",
                    Forms.number(0, 65_535, "port"),
                    String.valueOf(QUERY_PORT),
                    "Where hubmeter serve and other instances ask; 0 takes a free one.")
            .open(
                    "query.advertised",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9._-]{1,253}:[0-9]{1,5}"),
                            "HOST:PORT",
                            "host and port",
                            "a host name or an address, ':' and a port"),
                    "query.host and the port",
                    "How other instances of the same application-id reach this one: each passes on what another holds. To be given where "
                            + "query.host is no address that others can use.")
            .open(
                    "query.token.file",
                    Forms.file(),
                    "none, and whoever reaches the port may ask",
                    "A file with the secret that hubmeter serve and all instances share, 32 characters or more, for instance of 'openssl rand "
                            + "-hex 32'. Everything but health then needs it as a bearer token.")
            .settings();

    private StreamDeclaration() {}

    /** Every setting as it is explained to people. */
    public static List<Group> groups() {
        return Group.of(SETTINGS);
    }
}
