package io.hubmeter.standalone.cull;

import java.time.Instant;

/**
 * What a culler asked of a hub about one server.
 *
 * @param culler the life of a process that asked
 * @param uid of the server's pod
 * @param found how the hub found the server
 */
record Asked(String culler, What what, String uid, Found found, Instant at) {
    enum What {
        LOOK,
        STOP
    }

    enum Found {
        RUNNING,
        STOPPING,
        GONE
    }
}
