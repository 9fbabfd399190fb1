package io.hubmeter.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.hubmeter")
class ArchitectureTest {

    @ArchTest
    static final ArchRule SCHEMAS_STAND_ALONE = noClasses()
            .that()
            .resideInAPackage("io.hubmeter.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.hubmeter.core..",
                    "io.hubmeter.wire..",
                    "io.hubmeter.collector..",
                    "io.hubmeter.streams..",
                    "io.hubmeter.decision..",
                    "io.hubmeter.culler..",
                    "io.hubmeter.standalone..")
            .because("every module may depend on schemas, so schemas depends on none; move the class to its user");

    @ArchTest
    static final ArchRule NO_CONFLUENT_ARTIFACT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.confluent..")
            .because("no such artifact is on Maven Central; the wire format is written here");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER =
            slices().matching("io.hubmeter.schemas.(*)..").should().beFreeOfCycles();
}
