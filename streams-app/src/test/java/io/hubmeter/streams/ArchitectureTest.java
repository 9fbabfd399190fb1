package io.hubmeter.streams;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "io.hubmeter.streams", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> CLOCK_METHODS =
            Set.of("now", "currentTimeMillis", "nanoTime", "currentSystemTimeMs", "currentStreamTimeMs", "schedule");

    @ArchTest
    static final ArchRule APPLICATIONS_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.hubmeter..")
                    .and(not(resideInAnyPackage(
                            "io.hubmeter.streams..",
                            "io.hubmeter.core..",
                            "io.hubmeter.metrics..",
                            "io.hubmeter.schemas..",
                            "io.hubmeter.wire.."))))
            .because("applications meet in topics only; move what two of them need to core or wire");

    @ArchTest
    static final ArchRule THE_TOPOLOGY_READS_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("io.hubmeter.streams.topology..", "io.hubmeter.streams.state..")
            .should()
            .callMethodWhere(asksForTheTime())
            .because("a replay must give what the live run gave; time comes in with the heartbeats, see Clock");

    @ArchTest
    static final ArchRule WRITING_KNOWS_NOTHING_OF_QUERIES = noClasses()
            .that()
            .resideInAnyPackage("io.hubmeter.streams.topology..", "io.hubmeter.streams.state..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.hubmeter.streams.query..",
                    "io.hubmeter.streams.metrics..",
                    "io.helidon..",
                    "com.fasterxml.jackson..")
            .because("whoever asks reads the stores; nobody who asks may change what is written");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER = slices().matching("io.hubmeter.streams.(*)..")
            .should()
            .beFreeOfCycles()
            .because("state knows the records, topology writes them, query reads them");

    private static DescribedPredicate<JavaCall<?>> asksForTheTime() {
        return describe(
                "ask a clock",
                call -> CLOCK_METHODS.contains(call.getName())
                        && !call.getTargetOwner().getPackageName().startsWith("io.hubmeter"));
    }
}
