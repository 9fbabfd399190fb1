package io.hubmeter.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.hubmeter.api", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule dependsOnCoreAndWireOnly = noClasses()
            .that()
            .resideInAPackage("io.hubmeter.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.hubmeter.collector..", "io.hubmeter.streams..", "io.hubmeter.standalone..")
            .because("usage is read through UsageView alone; put what reads a store into an adapter of that port");

    @ArchTest
    static final ArchRule decidingKnowsNothingOfHttp = classes()
            .that()
            .resideInAPackage("io.hubmeter.api.decision..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.hubmeter.core..",
                    "io.hubmeter.api.decision..",
                    "io.hubmeter.api.view..")
            .because("other faces (admission, AuthZEN) ask the same service; keep HTTP and JSON in the http package");

    @ArchTest
    static final ArchRule viewsKnowNothingOfTheFaces = classes()
            .that()
            .resideInAPackage("io.hubmeter.api.view..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "io.hubmeter.core..", "io.hubmeter.wire..", "io.hubmeter.api.view..")
            .because(
                    "an adapter asks another process in the words of wire; what callers see of it is the http package's");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.hubmeter.api.(*)..")
            .should()
            .beFreeOfCycles()
            .because("the root package starts http, http asks decision, decision reads view");

    @ArchTest
    static final ArchRule nothingReadsAClockOrTheEnvironment = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv")
            .because(
                    "time comes from the InstantSource and settings from DecisionApiConfig, so that answers can be repeated");
}
