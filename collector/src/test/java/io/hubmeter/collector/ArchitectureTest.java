package io.hubmeter.collector;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.hubmeter.collector")
class ArchitectureTest {

    @ArchTest
    static final ArchRule APPLICATIONS_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.hubmeter..")
                    .and(not(resideInAnyPackage(
                            "io.hubmeter.collector..",
                            "io.hubmeter.core..",
                            "io.hubmeter.hub..",
                            "io.hubmeter.metrics..",
                            "io.hubmeter.pods..",
                            "io.hubmeter.schemas..",
                            "io.hubmeter.wire.."))))
            .because(
                    "the collector meets streams-app and decision-api only in topics; move what both need to core or wire");

    @ArchTest
    static final ArchRule READERS_ONLY_READ = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.hubmeter.collector.policyfile..",
                    "io.hubmeter.collector.trace..",
                    "io.hubmeter.collector.problem..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.hubmeter.schemas..", "org.slf4j..")
            .because(
                    "a file is checked the same way on the command line, where there is no broker; publish what they return");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER =
            slices().matching("io.hubmeter.collector.(*)..").should().beFreeOfCycles();
}
