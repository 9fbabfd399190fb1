package io.hubmeter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.wire.json.RandomDomain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** Policies survive their topic, and so do those that were published before there were rules. */
class PoliciesProperties {
    private static final String TOPIC = Topics.POLICIES.name();
    private static final Path FIRST =
            Path.of("..", "schemas", "src", "test", "resources", "released", "hubmeter.policies-value", "1.avsc");

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Serde<PolicyRecord> serde = ConfluentAvroSerde.of(PolicyRecord.class, registry);

    @Test
    void aPolicyComesBackFromItsRecord() {
        Seeds.check(300, random -> {
            Policy policy = new RandomDomain(random).policy();
            PolicyRecord record = Policies.record(policy, Instant.EPOCH);
            byte[] written = serde.serializer().serialize(TOPIC, record);
            assertThat(Policies.policy(serde.deserializer().deserialize(TOPIC, written)))
                    .isEqualTo(policy);
        });
    }

    @Test
    void aRecordFromBeforeThereWereRulesMeansWhatItMeant() throws IOException {
        Schema first = new Schema.Parser().parse(FIRST.toFile());
        int firstId = registry.register(TOPIC + "-value", first);
        Seeds.check(100, random -> {
            Policy drawn = new RandomDomain(random).policy();
            Policy.Rules rules = drawn.rules();
            Policy old = Policy.of(
                    drawn.name(),
                    drawn.hash(),
                    drawn.text(),
                    Policy.Rules.of(rules.combination(), rules.minimumRuntime(), rules.freshnessBound(), rules.grace())
                            .enforced(rules.enforce()),
                    limits(drawn.defaults()),
                    limits(drawn.groups()),
                    limits(drawn.users()));
            PolicyRecord record = Policies.record(old, Instant.EPOCH);
            GenericData.Record fields = new GenericData.Record(first);
            first.getFields().forEach(field -> fields.put(field.name(), record.get(field.name())));

            PolicyRecord back = serde.deserializer().deserialize(TOPIC, written(fields, firstId));

            assertThat(back.getDefaultRules()).isNull();
            assertThat(Policies.policy(back)).isEqualTo(old);
        });
    }

    /** Limits for some hubs only, or observed ones, must not hold everywhere for a reader that knows no rules. */
    @Test
    void whatIsNotEnforcedEverywhereIsNotInTheOldFields() {
        Seeds.check(100, random -> {
            Policy policy = new RandomDomain(random).policy();
            PolicyRecord record = Policies.record(policy, Instant.EPOCH);
            int everywhere = policy.defaults().stream()
                    .filter(rule -> rule.hubs().isEmpty() && rule.enforce())
                    .mapToInt(rule -> rule.limits().size())
                    .sum();
            assertThat(record.getDefaultLimits()).hasSize(everywhere);
        });
    }

    private static List<Limit> limits(List<Rule> rules) {
        return rules.stream().flatMap(rule -> rule.limits().stream()).toList();
    }

    private static <K> Map<K, List<Limit>> limits(Map<K, List<Rule>> rules) {
        Map<K, List<Limit>> limits = new LinkedHashMap<>();
        rules.forEach((key, value) -> limits.put(key, limits(value)));
        return limits;
    }

    /** A record as an older process wrote it: the wire format's zero and schema id, then the fields by that schema. */
    private static byte[] written(GenericData.Record record, int schemaId) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericData.Record>(record.getSchema(), SpecificData.getForClass(PolicyRecord.class))
                    .write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
