package io.hubmeter.standalone.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.http.Faces;
import io.hubmeter.api.metrics.AccountMetricsConfig;
import io.hubmeter.api.metrics.AccountScans;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.api.view.UsageViewContract;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.metrics.TextSamples;
import io.hubmeter.metrics.TextSamples.Sample;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a running stream processor and a running API export, against the page that lists it, and against Prometheus' own parser. */
class MetricsIT {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (gauge|counter|histogram|summary) \\|.*");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** More than these, and a few hundred threads and partitions would be too many for whoever scrapes. */
    private static final int MOST_SERIES_OF_STREAM = 1_500;

    private final SharedPlatform platform = SharedPlatform.get();
    private final int number = platform.next();
    private final Instant now = SharedPlatform.now(number);
    private final AccountId account = new AccountId("metrics-" + number, "ana \"x\"\n");
    private final Token token = Token.create(new SecureRandom());

    private static Set<String> documented(String... headings) throws IOException {
        Set<String> names = new TreeSet<>();
        boolean isAskedFor = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                isAskedFor = List.of(headings).contains(line.substring(3).replace("`", ""));
            }
            Matcher row = ROW.matcher(line);
            if (isAskedFor && row.matches()) {
                names.add(row.group(1) + " " + row.group(2));
            }
        }
        return names;
    }

    /** As the page has them: the greatest of a histogram or summary is its own family in the text format, and has no row. */
    private static Set<String> exported(String scraped) {
        Map<String, String> types = TextSamples.types(scraped);
        return types.entrySet().stream()
                .filter(type ->
                        type.getKey().startsWith("hubmeter_") || type.getKey().startsWith("jupyterhub_"))
                .filter(type -> !type.getKey().endsWith("_max")
                        || !types.containsKey(type.getKey().replaceAll("_max$", "")))
                .map(type -> type.getKey() + " " + type.getValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String get(URI uri, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(ProcessMetrics.CONTENT_TYPE);
        return response.body();
    }

    private void haveUse() {
        Policy policy = UsageViewContract.policy("%064x".formatted(0xabc_0000L + number), number);
        platform.publishPolicy(policy, now);
        platform.reportGroups(account, List.of("regular", "power"), now);
        Quantities rates = Quantities.of(Resource.MEMORY, Resource.MEMORY.microsPerDisplayUnit());
        platform.runPod(account, rates, now.minus(Duration.ofHours(3)), null);
        platform.hear(List.of(account.realm()), now);
    }

    @Test
    void everyNameOfTheStreamProcessorIsOnThePageAndNoOther() throws Exception {
        haveUse();
        try (QueryEndpoint endpoint = platform.standalone().streams().listen(QueryEndpointConfig.onLoopback(0))) {
            String scraped = get(endpoint.uri().resolve("/metrics"), "");
            assertThat(exported(scraped)).isEqualTo(documented("hubmeter stream"));
            List<Sample> samples = TextSamples.of(scraped);
            assertThat(samples)
                    .contains(new Sample("hubmeter_stream_state", Map.of("state", "running"), 1))
                    .contains(new Sample(
                            "hubmeter_heard_timestamp_seconds",
                            Map.of("realm", account.realm()),
                            now.toEpochMilli() / 1e3));
            assertThat(sum(samples, "hubmeter_readings_total")).isPositive();
            assertThat(sum(samples, "hubmeter_rows_total")).isPositive();
            assertThat(sum(samples, "hubmeter_stream_lag_records")).isNotNegative();
            assertThat(samples).anyMatch(sample -> sample.name().startsWith("kafka_stream"));
            assertThat(samples).hasSizeLessThan(MOST_SERIES_OF_STREAM);
            assertThat(samples.stream().flatMap(sample -> sample.labels().values().stream()))
                    .as("users are nobody's business here")
                    .noneMatch(value -> value.contains("ana"));
            lint(scraped);
        }
    }

    private static double sum(List<Sample> samples, String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    @Test
    void everyNameOfTheApiIsOnThePageAndNoOther() throws Exception {
        haveUse();
        AccessTokens tokens =
                AccessTokens.of(List.of(new AccessToken(new Caller.Metrics("prometheus"), token.sha256())));
        try (ProcessMetrics process = ProcessMetrics.start();
                DecisionTopic decisions = DecisionTopic.of(
                        platform.standalone().bootstrapServers(),
                        platform.standalone().registry());
                AccountScans scans = AccountScans.start(
                        platform.standalone().usage(), AccountMetricsConfig.DEFAULT, process, () -> now)) {
            assertThat(scans).isNotNull();
            decisions.bindTo(process.registry());
            ApiMetrics metrics = new ApiMetrics(process);
            try (DecisionApi api = DecisionApi.start(
                    DecisionApiConfig.onLoopback(0, tokens),
                    Faces.DEFAULT,
                    metrics,
                    platform.standalone().usage(),
                    decisions,
                    grant -> {},
                    () -> now)) {
                String authorization = "Bearer " + token.reveal();
                URI uri = api.uri().resolve("/metrics");
                metrics.counted(entry -> {}).record(aDecision());
                org.awaitility.Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> TextSamples.of(get(uri, authorization)).stream()
                                .anyMatch(sample ->
                                        account.user().equals(sample.labels().get("user"))));
                String scraped = get(uri, authorization);
                assertThat(exported(scraped))
                        .isEqualTo(documented("hubmeter serve: accounts", "hubmeter serve: the service"));
                assertThat(TextSamples.of(scraped))
                        .contains(new Sample(
                                "hubmeter_account_used_hours",
                                Map.of(
                                        "realm",
                                        account.realm(),
                                        "user",
                                        account.user(),
                                        "resource",
                                        "memory",
                                        "window",
                                        "30d"),
                                3));
                lint(scraped);
            }
        }
    }

    private io.hubmeter.api.decision.DecisionEntry aDecision() {
        return new io.hubmeter.api.decision.DecisionService(
                        platform.standalone().usage(), io.hubmeter.api.decision.DecisionLog.NONE, () -> now)
                .decide(new io.hubmeter.api.decision.Question(
                        account, "hub", "", null, io.hubmeter.core.decision.Request.OF_UNKNOWN_SIZE, null));
    }

    /** Prometheus' own parser, where it is installed. */
    private static void lint(String scraped) throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        if (!Files.isExecutable(promtool)) {
            return;
        }
        Process process = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write(scraped.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Its opinions on names of others are not ours to follow.
        assertThat(said).doesNotContain("error while linting");
    }
}
