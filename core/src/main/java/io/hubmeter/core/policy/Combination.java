package io.hubmeter.core.policy;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** How the limits of several groups of one account make one limit; null stands for unlimited throughout. */
public enum Combination {
    /** The largest; unlimited if any group is. */
    MAX {
        @Override
        @Nullable
        BigInteger of(@Nullable BigInteger a, @Nullable BigInteger b) {
            return a == null || b == null ? null : a.max(b);
        }
    },
    /** The smallest; unlimited only if all groups are. */
    MIN {
        @Override
        @Nullable
        BigInteger of(@Nullable BigInteger a, @Nullable BigInteger b) {
            if (a == null || b == null) {
                return a == null ? b : a;
            }
            return a.min(b);
        }
    },
    /** The sum; unlimited if any group is. */
    SUM {
        @Override
        @Nullable
        BigInteger of(@Nullable BigInteger a, @Nullable BigInteger b) {
            return a == null || b == null ? null : a.add(b);
        }
    };

    abstract @Nullable BigInteger of(@Nullable BigInteger a, @Nullable BigInteger b);
}
