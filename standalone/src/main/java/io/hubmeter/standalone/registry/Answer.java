package io.hubmeter.standalone.registry;

import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status HTTP status
 * @param body sent as JSON
 */
record Answer(int status, Object body) {

    static Answer ok(Object body) {
        return new Answer(200, body);
    }

    static Answer error(int status, int errorCode, String message) {
        return new Answer(status, Map.of("error_code", errorCode, "message", message));
    }
}
