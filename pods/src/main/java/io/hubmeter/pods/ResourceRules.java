package io.hubmeter.pods;

import io.hubmeter.core.metering.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which of Kubernetes' resources are charged, under which name, and on which basis. {@code cpu} and {@code memory} always are.
 *
 * @param mappings extended resources to Hubmeter's, the first that matches decides; what none matches is not charged
 * @param bases the basis by resource; {@link Basis#REQUESTS} for those that are not listed
 */
public record ResourceRules(List<Mapping> mappings, Map<Resource, Basis> bases) {
    /** GPUs by their vendors' usual names, everything as requested. */
    public static final ResourceRules DEFAULT =
            new ResourceRules(List.of(Mapping.parse("nvidia.com/gpu=gpu"), Mapping.parse("amd.com/gpu=gpu")), Map.of());

    /** Which of a pod's two amounts is charged. */
    public enum Basis {
        /** What the scheduler reserves. */
        REQUESTS,
        /** What the pod may use at most; nothing for a container without a limit, as Kubernetes adds them up. */
        LIMITS,
        /** The larger of both. */
        LARGER
    }

    /** Keeps copies. */
    public ResourceRules {
        mappings = List.copyOf(mappings);
        bases = Map.copyOf(bases);
    }

    /**
     * Rules as they are configured.
     *
     * @param mappings each {@code pattern=resource}, see {@link Mapping#parse}
     * @param bases each {@code resource=requests}, {@code resource=limits} or {@code resource=larger}
     * @throws IllegalArgumentException naming the first entry that is not acceptable
     */
    public static ResourceRules parse(List<String> mappings, List<String> bases) {
        Map<Resource, Basis> byResource = new LinkedHashMap<>();
        for (String entry : bases) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw notABasis(entry);
            }
            if (byResource.put(new Resource(entry.substring(0, equals)), basis(entry, equals)) != null) {
                throw new IllegalArgumentException("basis: found '%s', expected each resource once".formatted(entry));
            }
        }
        return new ResourceRules(mappings.stream().map(Mapping::parse).toList(), byResource);
    }

    private static Basis basis(String entry, int equals) {
        return switch (entry.substring(equals + 1)) {
            case "requests" -> Basis.REQUESTS;
            case "limits" -> Basis.LIMITS;
            case "larger" -> Basis.LARGER;
            default -> throw notABasis(entry);
        };
    }

    private static IllegalArgumentException notABasis(String entry) {
        return new IllegalArgumentException(
                "basis: found '%s', expected resource=requests, resource=limits or resource=larger".formatted(entry));
    }

    /** The basis of a resource. */
    public Basis basis(Resource resource) {
        return bases.getOrDefault(resource, Basis.REQUESTS);
    }

    /** Whether Kubernetes' resource of this name is charged. */
    boolean charges(String name) {
        return isNative(name) || mappings.stream().anyMatch(mapping -> mapping.matches(name));
    }

    /**
     * The resource as which Kubernetes' resource of this name is charged; empty if it is not.
     *
     * @throws IllegalArgumentException if the mapping makes an unacceptable name of it
     */
    Optional<Resource> resource(String name) {
        if (isNative(name)) {
            return Optional.of(new Resource(name));
        }
        return mappings.stream()
                .filter(mapping -> mapping.matches(name))
                .findFirst()
                .map(mapping -> mapping.resource(name));
    }

    private static boolean isNative(String name) {
        return name.equals(Resource.CPU.name()) || name.equals(Resource.MEMORY.name());
    }

    /**
     * One rule of naming.
     *
     * @param pattern the name of an extended resource; with {@code *} at its end, every name that begins so
     * @param target the resource that they are charged as, together if there are several; with {@code *} at its end, which
     *     only a pattern with one allows, each as a resource of its own: the {@code *} stands for what the pattern's stood
     *     for, in lower case
     */
    public record Mapping(String pattern, String target) {
        /** Checks both. */
        public Mapping {
            if (pattern.isEmpty()
                    || pattern.equals("*")
                    || isNative(pattern)
                    || stem(pattern).indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        "mapping: found pattern '%s', expected the name of an extended resource, with or without * at its end"
                                .formatted(pattern));
            }
            if (target.endsWith("*") && !pattern.endsWith("*")) {
                throw new IllegalArgumentException(
                        "mapping: found '%s=%s', expected * at the end of both or of the pattern alone"
                                .formatted(pattern, target));
            }
            if (isNative(target)) {
                throw new IllegalArgumentException(
                        "mapping: found resource '%s', expected any but cpu and memory".formatted(target));
            }
            if (!target.equals("*")) {
                checkStem(target);
            }
        }

        /**
         * A rule as it is written.
         *
         * @param written {@code pattern=resource}, for instance {@code nvidia.com/mig-*=mig}
         * @throws IllegalArgumentException if it is not acceptable
         */
        public static Mapping parse(String written) {
            int equals = written.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("mapping: found '%s', expected pattern=resource".formatted(written));
            }
            return new Mapping(written.substring(0, equals), written.substring(equals + 1));
        }

        boolean matches(String name) {
            return pattern.endsWith("*") ? name.startsWith(stem(pattern)) && !isNative(name) : name.equals(pattern);
        }

        Resource resource(String name) {
            if (!target.endsWith("*")) {
                return new Resource(target);
            }
            String rest = name.substring(stem(pattern).length());
            return new Resource((stem(target) + rest).toLowerCase(Locale.ROOT));
        }

        private static String stem(String text) {
            return text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
        }

        private static void checkStem(String target) {
            var _ = new Resource(stem(target));
        }

        @Override
        public String toString() {
            return pattern + '=' + target;
        }
    }
}
