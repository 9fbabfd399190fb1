package io.hubmeter.standalone.registry;

import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaLedger;
import io.hubmeter.schemas.registry.SchemaLedger.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Every path of Confluent's REST interface that is answered here; the rest is 404, or 405 for what never changes. */
final class RegistryRoutes {

    private final DurableLedger ledger;

    RegistryRoutes(DurableLedger ledger) {
        this.ledger = ledger;
    }

    /** Answers a request, errors included. */
    Answer answer(RegistryRequest request) {
        try {
            return route(request);
        } catch (RegistryError e) {
            return e.answer();
        } catch (RegistryException.Refused e) {
            return Answer.error(e.status(), e.errorCode(), String.valueOf(e.getMessage()));
        }
    }

    private Answer route(RegistryRequest request) {
        List<String> path = request.path();
        return switch (path.isEmpty() ? "" : path.getFirst()) {
            case "" -> only("GET", request, Map.of());
            case "subjects" -> path.size() == 1 ? subjects(request) : subject(request, path.get(1));
            case "schemas" -> schemas(request);
            case "config" ->
                path.size() <= 2 ? config(request, path.size() == 2 ? path.get(1) : null) : unknown(request);
            case "compatibility" -> compatibility(request);
            case "mode" -> only("GET", request, Map.of("mode", "READWRITE"));
            case "contexts" -> only("GET", request, List.of("."));
            default -> unknown(request);
        };
    }

    private Answer subjects(RegistryRequest request) {
        String prefix = request.query().getOrDefault("subjectPrefix", "");
        return only(
                "GET",
                request,
                ledger.read(SchemaLedger::subjects).stream()
                        .filter(subject -> subject.startsWith(prefix))
                        .toList());
    }

    /** {@code /subjects/{subject}} and what is below. */
    private Answer subject(RegistryRequest request, String subject) {
        List<String> below = request.path().subList(2, request.path().size());
        if (below.isEmpty()) {
            expect("POST", request);
            return Answer.ok(shown(find(subject, request.schema())));
        }
        if (!below.getFirst().equals("versions") || below.size() > 3) {
            return unknown(request);
        }
        if (below.size() == 1 && request.method().equals("POST")) {
            return Answer.ok(
                    Map.of("id", ledger.register(subject, request.schema()).id()));
        }
        expect("GET", request);
        if (below.size() == 1) {
            return Answer.ok(versions(subject).stream().map(Entry::version).toList());
        }
        Entry entry = version(subject, below.get(1));
        if (below.size() == 2) {
            return Answer.ok(shown(entry));
        }
        return below.get(2).equals("schema") ? Answer.ok(entry.schema()) : unknown(request);
    }

    /** {@code /schemas/types} and {@code /schemas/ids/{id}} and what is below. */
    private Answer schemas(RegistryRequest request) {
        List<String> path = request.path();
        expect("GET", request);
        if (path.equals(List.of("schemas", "types"))) {
            return Answer.ok(List.of("AVRO"));
        }
        if (path.size() < 3 || path.size() > 4 || !path.get(1).equals("ids")) {
            return unknown(request);
        }
        int id = number(path.get(2)).orElseThrow(() -> RegistryError.schemaUnknown("id " + path.get(2)));
        Schema schema =
                ledger.read(entries -> entries.schema(id)).orElseThrow(() -> RegistryError.schemaUnknown("id " + id));
        List<Entry> entries = ledger.read(all -> all.entriesOf(id));
        return switch (path.size() == 3 ? "" : path.get(3)) {
            case "" -> Answer.ok(Map.of("schema", schema.toString()));
            case "schema" -> Answer.ok(schema);
            case "subjects" ->
                Answer.ok(entries.stream().map(Entry::subject).distinct().toList());
            case "versions" ->
                Answer.ok(entries.stream()
                        .map(entry -> Map.of("subject", entry.subject(), "version", entry.version()))
                        .toList());
            default -> unknown(request);
        };
    }

    /** {@code /config} for a null subject, else {@code /config/{subject}}. */
    private Answer config(RegistryRequest request, @Nullable String subject) {
        if (request.method().equals("PUT")) {
            Compatibility level = request.compatibility();
            ledger.setLevel(subject, level);
            return Answer.ok(Map.of("compatibility", level.name()));
        }
        expect("GET", request);
        boolean global = subject == null || request.flag("defaultToGlobal");
        Optional<Compatibility> own =
                subject == null ? Optional.empty() : ledger.read(entries -> entries.ownLevel(subject));
        Compatibility level = own.or(() -> global ? Optional.of(ledger.read(SchemaLedger::level)) : Optional.empty())
                .orElseThrow(() -> RegistryError.levelNotSet(String.valueOf(subject)));
        return Answer.ok(Map.of("compatibilityLevel", level.name()));
    }

    /** {@code /compatibility/subjects/{subject}/versions}, all of them or one. */
    private Answer compatibility(RegistryRequest request) {
        List<String> path = request.path();
        if (path.size() < 4
                || path.size() > 5
                || !path.get(1).equals("subjects")
                || !path.get(3).equals("versions")) {
            return unknown(request);
        }
        expect("POST", request);
        String subject = path.get(2);
        Schema schema = request.schema();
        List<Entry> earlier = path.size() == 4
                ? ledger.read(entries -> entries.versions(subject))
                : List.of(version(subject, path.get(4)));
        Optional<String> objection = ledger.read(entries -> entries.objection(subject, schema, earlier));
        return Answer.ok(
                request.flag("verbose")
                        ? Map.of(
                                "is_compatible",
                                objection.isEmpty(),
                                "messages",
                                objection.stream().toList())
                        : Map.of("is_compatible", objection.isEmpty()));
    }

    private Entry find(String subject, Schema schema) {
        versions(subject);
        return ledger.read(entries -> entries.find(subject, schema))
                .orElseThrow(() -> RegistryError.schemaUnknown("subject '" + subject + "' does not have it"));
    }

    private List<Entry> versions(String subject) {
        List<Entry> versions = ledger.read(entries -> entries.versions(subject));
        if (versions.isEmpty()) {
            throw RegistryError.subjectUnknown(subject);
        }
        return versions;
    }

    private Entry version(String subject, String wanted) {
        boolean latest = wanted.equals("latest") || wanted.equals("-1");
        int version = latest
                ? 0
                : number(wanted).filter(found -> found > 0).orElseThrow(() -> RegistryError.invalidVersion(wanted));
        List<Entry> versions = versions(subject);
        return latest
                ? versions.getLast()
                : versions.stream()
                        .filter(entry -> entry.version() == version)
                        .findFirst()
                        .orElseThrow(() -> RegistryError.versionUnknown(subject, version));
    }

    private static Map<String, Object> shown(Entry entry) {
        return Map.of(
                "subject", entry.subject(),
                "version", entry.version(),
                "id", entry.id(),
                "schema", entry.schema().toString());
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Answer only(String method, RegistryRequest request, Object body) {
        expect(method, request);
        return Answer.ok(body);
    }

    private static void expect(String method, RegistryRequest request) {
        if (!request.method().equals(method)) {
            throw RegistryError.methodNotAllowed(request.method(), request.where());
        }
    }

    private static Answer unknown(RegistryRequest request) {
        throw RegistryError.pathUnknown(request.where());
    }
}
