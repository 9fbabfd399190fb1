package io.hubmeter.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Serves the contract of this API. */
final class ContractHandler {
    private static final String RESOURCE = "/io/hubmeter/api/openapi.yaml";

    private ContractHandler() {}

    static Answer contract(Call call) {
        call.query(List.of());
        return new Answer(200, "application/yaml", false, Map.of(), out -> out.write(bytes()));
    }

    /** The contract as it is in this build. */
    static byte[] bytes() {
        try (InputStream in = ContractHandler.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("contract: found no resource " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
