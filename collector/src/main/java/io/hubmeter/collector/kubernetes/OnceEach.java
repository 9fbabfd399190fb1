package io.hubmeter.collector.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was reported already, so that a pod that changes often is not reported as often; the newest 10,000. */
final class OnceEach {
    private static final int MOST = 10_000;

    private final Map<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Whether this is the first time that this is asked for. */
    boolean isFirst(String what) {
        return seen.put(what, true) == null;
    }
}
