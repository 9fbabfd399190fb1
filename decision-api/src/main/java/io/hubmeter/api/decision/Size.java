package io.hubmeter.api.decision;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How much a question tells of what the server would hold. */
public enum Size {
    /** What is not listed is not known. */
    AS_LISTED,
    /** What is not listed is not held: a pod tells everything, so that limits on GPUs have no say in one without. */
    WHOLE;

    /** The question with zeros for what is known not to be held, as far as there are limits on it. */
    Question of(Question question, List<Limit> limits) {
        if (this == AS_LISTED) {
            return question;
        }
        SortedMap<Resource, BigInteger> rates = new TreeMap<>(question.request().rates());
        limits.forEach(limit -> rates.putIfAbsent(limit.resource(), BigInteger.ZERO));
        return new Question(
                question.account(),
                question.hub(),
                question.server(),
                question.groups(),
                new Request(rates),
                question.runtime());
    }
}
