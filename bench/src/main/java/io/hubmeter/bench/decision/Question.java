package io.hubmeter.bench.decision;

import io.hubmeter.api.access.Token;
import io.hubmeter.bench.platform.MeterFill;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests, as bytes. */
public final class Question {
    /** What the questions carry; the server is this process's child and listens on loopback. */
    public static final Token TOKEN = Token.of("hm_bench");

    private Question() {}

    /** A question of an account about a server of half a device, under the limits of a group. */
    static byte[] body(int account, String group) {
        return """
                {"user":"%s","groups":["%s"],"resources":{"gpu":0.5,"cpu":4,"memory":"16Gi"}}""".formatted(MeterFill.account(account).user(), group).getBytes(StandardCharsets.UTF_8);
    }

    /** Whole requests, each of an account chosen by chance. */
    public static List<byte[]> requests(Random random, int count, int accounts, String group) {
        return random.ints(count, 0, accounts)
                .mapToObj(account -> request(body(account, group)))
                .toList();
    }

    /** The body with its head. */
    static byte[] request(byte[] body) {
        byte[] head = """
                POST /v1/decisions HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(TOKEN.reveal(), body.length).getBytes(StandardCharsets.US_ASCII);
        byte[] request = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
