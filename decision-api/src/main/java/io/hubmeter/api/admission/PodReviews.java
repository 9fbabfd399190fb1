package io.hubmeter.api.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Question;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.decision.Size;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.PodParser;
import io.hubmeter.pods.UnusablePod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Reviews pods for an API server ({@code admission.k8s.io/v1}). Safe for use by many threads at once.
 *
 * <p>A pod spends the quota of whoever its annotation names, and anybody who may create pods can write that annotation. So it
 * counts only if the requester, whom the API server has authenticated, is one that creates pods for users; a pod that would be
 * charged to a user is refused to all others, both when it is created and when it is changed into one.
 */
public final class PodReviews {
    private static final String VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";
    private static final int MOST_SHOWN = 5;
    private static final int LONGEST_SERVER = 255;

    private final DecisionService service;
    private final Realms realms;
    private final AdmissionRules rules;
    private final PodOwners owners;

    /**
     * A reviewer.
     *
     * @throws IllegalArgumentException if a hub of the rules belongs to no acceptable realm
     */
    public PodReviews(DecisionService service, Realms realms, AdmissionRules rules, PodOwners owners) {
        this.service = service;
        this.realms = realms;
        this.rules = rules;
        this.owners = owners;
        rules.hubs().forEach((requester, hub) -> {
            if (!AccountId.isRealm(realms.ofHub(hub))) {
                throw new IllegalArgumentException(
                        "hub of '%s': found '%s', expected 1 to 63 characters of a-z, 0-9 and -"
                                .formatted(requester, hub));
            }
        });
    }

    /**
     * Reviews one request; everything but pods that may be charged to a user is allowed untouched.
     *
     * @throws Unacceptable if the body is none
     */
    public Verdict review(JsonNode body) throws Unacceptable {
        if (!body.isObject()) {
            throw new Unacceptable("", "no object", "an AdmissionReview");
        }
        expect(body, "apiVersion", VERSION);
        expect(body, "kind", KIND);
        JsonNode request = body.path("request");
        String uid = request.path("uid").textValue();
        if (uid == null || uid.isEmpty()) {
            throw new Unacceptable("/request/uid", "nothing", "the uid of the request");
        }
        if (!isOfPods(request)) {
            return Verdict.untouched(uid);
        }
        return switch (request.path("operation").asText()) {
            case "CREATE" -> created(uid, request);
            case "UPDATE" -> updated(uid, request);
            default -> Verdict.untouched(uid);
        };
    }

    private static void expect(JsonNode body, String field, String expected) throws Unacceptable {
        String found = body.path(field).textValue();
        if (!expected.equals(found)) {
            throw new Unacceptable(
                    "/" + field, found == null ? "no string" : Excerpt.quoted(found), "'" + expected + "'");
        }
    }

    private static boolean isOfPods(JsonNode request) {
        JsonNode resource = request.path("resource");
        return resource.path("group").asText().isEmpty()
                && resource.path("resource").asText().equals("pods")
                && request.path("subResource").asText().isEmpty();
    }

    private Verdict created(String uid, JsonNode request) {
        JsonNode pod = request.path("object");
        Claim claim = Claim.of(pod);
        if (!claim.isMade()) {
            return Verdict.untouched(uid);
        }
        String requester = requester(request);
        String hub = rules.hubs().get(requester);
        if (hub == null) {
            return foreign(uid, claim.shown(), "create pods", requester);
        }
        String namespace = request.path("namespace").asText();
        try {
            ReviewedPod reviewed = ReviewedPod.of(PodParser.parseUnstored(pod), rules.resources());
            return switch (reviewed.attribution()) {
                case Attribution.User(String name) -> decided(uid, hub, name, reviewed, request);
                case Attribution.OfDaskCluster of -> ofCluster(uid, hub, namespace, of.cluster(), reviewed, request);
                case Attribution.Nobody nobody -> nobody(uid, nobody);
            };
        } catch (UnusablePod e) {
            return Verdict.refused(uid, Refusal.UNUSABLE_POD, String.valueOf(e.getMessage()));
        }
    }

    private static Verdict nobody(String uid, Attribution.Nobody nobody) {
        return switch (nobody.reason()) {
            case PLACEHOLDER -> Verdict.untouched(uid);
            case NO_USER, BAD_USER, UNKNOWN_CLUSTER -> Verdict.refused(uid, Refusal.NO_USER, nobody.detail());
        };
    }

    private Verdict ofCluster(
            String uid, String hub, String namespace, String cluster, ReviewedPod reviewed, JsonNode request) {
        String user = owners.userOf(namespace, cluster);
        if (user != null && Attribution.user(user, "owner") instanceof Attribution.User) {
            return decided(uid, hub, user, reviewed, request);
        }
        String message =
                "DaskCluster %s/%s: found no owner, expected one that the collector has told of, or annotation %s on the pod"
                        .formatted(Excerpt.of(namespace), Excerpt.of(cluster), Attribution.USER_ANNOTATION);
        return rules.allowUnknownOwners()
                ? new Verdict(
                        uid,
                        true,
                        200,
                        null,
                        List.of("The owner of this Dask cluster is not known yet; no quota was checked."),
                        Map.of("refusal", Refusal.UNKNOWN_OWNER.code()))
                : Verdict.refused(uid, Refusal.UNKNOWN_OWNER, message);
    }

    private Verdict decided(String uid, String hub, String user, ReviewedPod reviewed, JsonNode request) {
        if (reviewed.server().length() > LONGEST_SERVER) {
            return Verdict.refused(
                    uid,
                    Refusal.UNUSABLE_POD,
                    "server name: found %d characters, expected at most %d"
                            .formatted(reviewed.server().length(), LONGEST_SERVER));
        }
        AccountId account = new AccountId(realms.ofHub(hub), user);
        Question question = new Question(account, hub, reviewed.server(), null, reviewed.request(), null);
        DecisionEntry entry = service.judge(question, Size.WHOLE);
        if (!request.path("dryRun").asBoolean(false)) {
            service.record(entry);
        }
        Map<String, String> annotations = Map.of(
                "decision", entry.id().toString(),
                "outcome", entry.decision().code(),
                "account", Excerpt.of(account.toString()));
        return entry.allowed()
                ? new Verdict(uid, true, 200, null, Warnings.of(entry), annotations)
                : new Verdict(uid, false, 403, entry.sentence(), List.of(), annotations);
    }

    private Verdict updated(String uid, JsonNode request) {
        Claim before = Claim.of(request.path("oldObject"));
        Claim after = Claim.of(request.path("object"));
        String requester = requester(request);
        boolean concerns = before.isMade() || after.isMade();
        if (!concerns || Objects.equals(before, after) || rules.hubs().containsKey(requester)) {
            return Verdict.untouched(uid);
        }
        return foreign(
                uid,
                (before.isMade() ? before : after).shown(),
                "change the annotation and labels that tell whose pods are",
                requester);
    }

    private Verdict foreign(String uid, String shown, String deed, String requester) {
        String may = rules.hubs().isEmpty()
                ? "nobody"
                : String.join(
                        ", ",
                        new TreeSet<>(rules.hubs().keySet())
                                .stream().limit(MOST_SHOWN).toList());
        return Verdict.refused(
                uid,
                Refusal.FOREIGN_REQUESTER,
                "metadata: found %s, asked by %s; such a pod is charged to a user, and only these may %s for users: %s"
                        .formatted(shown, Excerpt.quoted(requester), deed, may));
    }

    private static String requester(JsonNode request) {
        return request.path("userInfo").path("username").asText();
    }
}
