package io.hubmeter.collector.policyfile;

import io.hubmeter.core.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The operator's policy as YAML, read into a {@link Policy} or refused as a whole with every reason.
 *
 * <p>Reading never throws because of what a file holds: a bad file is an ordinary event while the last good policy stays in
 * force.
 */
public final class PolicyFile {
    /** The longest window accepted where nothing else is said: what the stores keep, less a day of lateness. */
    public static final Duration DEFAULT_LONGEST_WINDOW = Duration.ofDays(31);

    /** The most bytes of a policy file. */
    public static final int MAX_BYTES = 1 << 20;

    private PolicyFile() {}

    /** Reads a file with windows up to {@link #DEFAULT_LONGEST_WINDOW}. */
    public static PolicyResult read(Path file) {
        return read(file, DEFAULT_LONGEST_WINDOW);
    }

    /**
     * Reads a file.
     *
     * @param longestWindow the longest window that the stores can answer for
     */
    public static PolicyResult read(Path file, Duration longestWindow) {
        Path fileName = file.getFileName();
        String name = fileName == null ? file.toString() : fileName.toString();
        try (InputStream in = Files.newInputStream(file)) {
            return parse(name, in.readNBytes(MAX_BYTES + 1), longestWindow);
        } catch (IOException unreadable) {
            return refused(name, new TextPosition(1, 1), "no readable file (" + unreadable + ")", "a policy file");
        }
    }

    /** Reads a text with windows up to {@link #DEFAULT_LONGEST_WINDOW}. */
    public static PolicyResult parse(String fileName, String text) {
        return parse(fileName, text, DEFAULT_LONGEST_WINDOW);
    }

    /** Reads a text as if it were the content of a file of that name. */
    public static PolicyResult parse(String fileName, String text, Duration longestWindow) {
        return parse(fileName, text.getBytes(StandardCharsets.UTF_8), longestWindow);
    }

    /** Reads bytes as if they were the content of a file of that name. */
    public static PolicyResult parse(String name, byte[] bytes, Duration longestWindow) {
        if (bytes.length > MAX_BYTES) {
            return refused(name, new TextPosition(1, 1), "more than " + MAX_BYTES + " bytes", "a smaller file");
        }
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult end = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        if (end.isError()) {
            TextPosition at = TextPosition.ofCodePoint(text, text.codePointCount(0, text.length()));
            return refused(name, at, "bytes that are not UTF-8", "UTF-8 text");
        }
        return parse(name, text, sha256(bytes), longestWindow);
    }

    private static PolicyResult parse(String name, String text, String hash, Duration longestWindow) {
        Problems problems = new Problems(name, text);
        Node root = YamlDocument.root(name, text, problems);
        if (root != null) {
            Policy policy = new PolicyDocument(longestWindow, problems).read(root, name, hash, text);
            if (problems.isEmpty()) {
                return new PolicyResult.Valid(policy);
            }
        }
        return new PolicyResult.Invalid(problems.inFileOrder());
    }

    private static PolicyResult refused(String name, TextPosition at, String found, String expected) {
        Problems problems = new Problems(name);
        problems.add(at.line(), at.column(), found, expected);
        return new PolicyResult.Invalid(problems.inFileOrder());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256: found none, expected it in every Java runtime", impossible);
        }
    }
}
