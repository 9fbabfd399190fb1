package io.hubmeter.culler.check;

import java.util.List;

/**
 * The pods of an account that hold resources now.
 *
 * @param isAll false if there are more than are told
 */
record OpenPods(List<OpenPod> pods, boolean isAll) {
    /** Keeps a copy. */
    OpenPods {
        pods = List.copyOf(pods);
    }
}
