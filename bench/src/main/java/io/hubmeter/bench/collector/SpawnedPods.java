package io.hubmeter.bench.collector;

import java.time.Instant;
import java.util.List;

/** Pods as KubeSpawner makes them, with all that makes them large: as stored, about 8 KB of JSON each. Every pod has a user. */
final class SpawnedPods {
    private static final List<String> VARIABLES = List.of(
            "JPY_API_TOKEN",
            "JUPYTERHUB_ACTIVITY_URL",
            "JUPYTERHUB_ADMIN_ACCESS",
            "JUPYTERHUB_API_TOKEN",
            "JUPYTERHUB_API_URL",
            "JUPYTERHUB_BASE_URL",
            "JUPYTERHUB_CLIENT_ID",
            "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED",
            "JUPYTERHUB_HOST",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES",
            "JUPYTERHUB_OAUTH_CALLBACK_URL",
            "JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES",
            "JUPYTERHUB_OAUTH_SCOPES",
            "JUPYTERHUB_PUBLIC_URL",
            "JUPYTERHUB_SERVER_NAME",
            "JUPYTERHUB_SERVICE_PREFIX",
            "JUPYTERHUB_SERVICE_URL",
            "JUPYTERHUB_USER");

    private SpawnedPods() {}

    /** The name of a pod. */
    static String name(int number) {
        return "jupyter-user-" + number;
    }

    /** What creates a pod, on a node already, so that no binding is needed. */
    static String created(int number) {
        StringBuilder environment = new StringBuilder();
        for (String variable : VARIABLES) {
            environment
                    .append(environment.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"value\":\"/hub/user/user-%d/some-value\"}".formatted(variable, number));
        }
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"jupyter-user-%1$d",
                 "labels":{"app":"jupyterhub","app.kubernetes.io/component":"singleuser-server",
                  "app.kubernetes.io/instance":"hub","app.kubernetes.io/managed-by":"kubespawner",
                  "app.kubernetes.io/name":"jupyterhub","chart":"jupyterhub-4.2.0","component":"singleuser-server",
                  "helm.sh/chart":"jupyterhub-4.2.0","hub.jupyter.org/network-access-hub":"true",
                  "hub.jupyter.org/servername":"","hub.jupyter.org/username":"user-%1$d","release":"hub"},
                 "annotations":{"hub.jupyter.org/jupyterhub-version":"5.3.0",
                  "hub.jupyter.org/kubespawner-version":"7.0.0","hub.jupyter.org/username":"user-%1$d"}},
                 "spec":{"nodeName":"node-%2$d","restartPolicy":"OnFailure","automountServiceAccountToken":false,
                  "securityContext":{"fsGroup":100},
                  "nodeSelector":{"hub.jupyter.org/node-purpose":"user"},
                  "affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,
                   "preference":{"matchExpressions":[
                    {"key":"hub.jupyter.org/node-purpose","operator":"In","values":["user"]}]}}]}},
                  "tolerations":[
                   {"key":"hub.jupyter.org/dedicated","operator":"Equal","value":"user","effect":"NoSchedule"},
                   {"key":"hub.jupyter.org_dedicated","operator":"Equal","value":"user","effect":"NoSchedule"}],
                  "volumes":[{"name":"volume-user-%1$d","persistentVolumeClaim":{"claimName":"claim-user-%1$d"}}],
                  "containers":[{"name":"notebook","image":"example.org/singleuser:4.2.0",
                   "args":["jupyterhub-singleuser"],"imagePullPolicy":"IfNotPresent",
                   "ports":[{"name":"notebook-port","containerPort":8888}],
                   "env":[%3$s],
                   "resources":{"requests":{"cpu":"500m","memory":"%4$d"},"limits":{"cpu":"2","memory":"4294967296"}},
                   "securityContext":{"runAsUser":1000,"allowPrivilegeEscalation":false},
                   "volumeMounts":[{"name":"volume-user-%1$d","mountPath":"/home/jovyan"}]}]}}
                """.formatted(number, number % 100, environment, (1L << 30) + number);
    }

    /** The status of a pod that runs. */
    static String running(int number, Instant at) {
        return status(number, "Running", "True", at, "\"running\":{\"startedAt\":\"%s\"}".formatted(at));
    }

    /** The status of a pod that has ended; a later end is another change. */
    static String ended(int number, Instant finishedAt) {
        return status(
                number,
                "Succeeded",
                "False",
                finishedAt,
                "\"running\":null,\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\",\"finishedAt\":\"%s\"}"
                        .formatted(finishedAt));
    }

    private static String status(int number, String phase, String ready, Instant at, String state) {
        boolean isBegin = ready.equals("True");
        String scheduled =
                isBegin ? condition("PodScheduled", "True", at) + "," + condition("Initialized", "True", at) + "," : "";
        return """
                {"status":{"phase":"%1$s","conditions":[%2$s%3$s,%4$s],
                 "hostIP":"10.0.1.11","podIP":"10.244.1.12","podIPs":[{"ip":"10.244.1.12"}],
                 "containerStatuses":[{"name":"notebook","ready":%5$b,"started":%5$b,"restartCount":0,
                  "image":"example.org/singleuser:4.2.0",
                  "imageID":"example.org/singleuser@sha256:abababababababababababababababababababababababababababababababab",
                  "containerID":"containerd://d60609508d3744839a3115eec1e8ba170bd32a8b7deb418ea2a23992c1%6$08d",
                  "state":{%7$s}}]}}
                """.formatted(
                        phase,
                        scheduled,
                        condition("Ready", ready, at),
                        condition("ContainersReady", ready, at),
                        isBegin,
                        number,
                        state);
    }

    private static String condition(String type, String status, Instant at) {
        return "{\"type\":\"%s\",\"status\":\"%s\",\"lastProbeTime\":null,\"lastTransitionTime\":\"%s\"}"
                .formatted(type, status, at);
    }
}
