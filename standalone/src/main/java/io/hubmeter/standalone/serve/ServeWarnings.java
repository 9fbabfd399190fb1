package io.hubmeter.standalone.serve;

import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.admission.AdmissionRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be set so, and is probably not meant so. */
record ServeWarnings(
        DecisionApiConfig api,
        AdmissionRules admission,
        @Nullable String cluster) {

    /** A sentence each. */
    List<String> all() {
        List<String> warnings = new ArrayList<>();
        if (api.tls() == null && !isLoopback(api.host())) {
            warnings.add(
                    "api.host is %s and there is no api.tls.certificate: tokens, names and usage cross the network in plain "
                                    .formatted(api.host())
                            + "text, and whoever reads them may do what their owners may");
        }
        if (!admission.hubs().isEmpty() && api.tls() == null) {
            warnings.add(
                    "admission.requesters is set and there is no api.tls.certificate: API servers call nothing without TLS");
        }
        if (!admission.hubs().isEmpty() && cluster == null) {
            warnings.add(
                    "admission.requesters is set and admission.cluster is not: the owner of no Dask cluster is known, so pods without "
                            + "the user's annotation are "
                            + (admission.allowUnknownOwners() ? "not checked" : "refused"));
        }
        return List.copyOf(warnings);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
