package io.hubmeter.culler.check;

import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.Target;

/** Looks, just before a stop, whether it is still called for. */
@FunctionalInterface
public interface Check {

    /** What is known now. */
    Verdict judge(News.Exceeded excess, Target target) throws InterruptedException;
}
