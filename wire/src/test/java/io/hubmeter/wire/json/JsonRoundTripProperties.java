package io.hubmeter.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.wire.Grants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written is read back as it was, and takes one line. */
class JsonRoundTripProperties {
    private static final int CASES = 300;

    @Test
    void aQueryComesBack() {
        Seeds.check(CASES, random -> {
            AssessmentQuery query = new RandomDomain(random).query();
            assertThat(AssessmentQueryJson.read(line(AssessmentQueryJson.write(query))))
                    .isEqualTo(query);
        });
    }

    @Test
    void anAssessmentComesBack() {
        Seeds.check(CASES, random -> {
            Assessment assessment = new RandomDomain(random).assessment();
            assertThat(AssessmentJson.read(line(AssessmentJson.write(assessment))))
                    .isEqualTo(assessment);
        });
    }

    @Test
    void aPolicyComesBack() {
        Seeds.check(CASES, random -> {
            Policy policy = new RandomDomain(random).policy();
            Policy back = PolicyJson.read(line(PolicyJson.write(policy)));
            assertThat(back).isEqualTo(policy);
            assertThat(List.copyOf(back.groups().keySet()))
                    .isEqualTo(List.copyOf(policy.groups().keySet()));
        });
    }

    @Test
    void aReadingComesBack() {
        Seeds.check(CASES, random -> {
            Reading reading = new RandomDomain(random).reading();
            assertThat(ReadingJson.read(line(ReadingJson.write(reading)))).isEqualTo(reading);
        });
    }

    @Test
    void aGrantComesBack() {
        Seeds.check(CASES, random -> {
            Grant grant = new RandomDomain(random).grant();
            assertThat(GrantJson.read(line(GrantJson.write(grant)))).isEqualTo(grant);
            assertThat(Grants.grant(Grants.record(grant))).isEqualTo(grant);
        });
    }

    @Test
    void openPodsComeBack() {
        Seeds.check(CASES, random -> {
            RandomDomain domain = new RandomDomain(random);
            List<OpenPod> pods = List.of(domain.pod(), domain.pod());
            assertThat(OpenPodsJson.read(line(OpenPodsJson.write(pods)))).isEqualTo(pods);
        });
    }

    @Test
    void accountsGroupsAndInstantsComeBack() {
        Seeds.check(CASES, random -> {
            RandomDomain domain = new RandomDomain(random);
            AccountId account = domain.account();
            List<String> groups = List.of(domain.name(), domain.name());
            Optional<Instant> heardAt = random.nextBoolean() ? Optional.empty() : Optional.of(domain.instant());
            assertThat(AccountJson.read(line(AccountJson.write(account)))).isEqualTo(account);
            assertThat(GroupsJson.read(line(GroupsJson.write(groups)))).isEqualTo(groups);
            assertThat(HeardJson.read(line(HeardJson.write(heardAt)))).isEqualTo(heardAt);
        });
    }

    @Test
    void whatHappenedToAnAccountComesBack() {
        Seeds.check(CASES, random -> {
            RandomDomain domain = new RandomDomain(random);
            Stop stop = domain.stop();
            PastDecision decision = domain.decision();
            HeldServer server = domain.server();
            assertThat(StopJson.read(line(StopJson.write(stop)))).isEqualTo(stop);
            assertThat(PastDecisionJson.read(line(PastDecisionJson.write(decision))))
                    .isEqualTo(decision);
            assertThat(HeldServerJson.read(line(HeldServerJson.write(server)))).isEqualTo(server);
        });
    }

    @Test
    void aRowOfUsageComesBack() {
        Seeds.check(CASES, random -> {
            UsageRow row = new RandomDomain(random).row();
            assertThat(UsageRowJson.read(line(UsageRowJson.write(row)))).isEqualTo(row);
        });
    }

    private static byte[] line(byte[] text) {
        assertThat(text).doesNotContain('\n').doesNotContain('\r');
        return text;
    }
}
