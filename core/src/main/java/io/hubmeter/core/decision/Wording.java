package io.hubmeter.core.decision;

import io.hubmeter.core.policy.UnknownIs;
import org.jspecify.annotations.Nullable;

/**
 * To whom an answer is told, and in which words.
 *
 * @param user the person's name
 * @param denial the operator's own sentence for denials, a {@link io.hubmeter.core.policy.SentenceTemplate}; null for the
 *     built-in one
 * @param unknown what the hub does if it cannot be told
 */
public record Wording(String user, @Nullable String denial, UnknownIs unknown) {}
