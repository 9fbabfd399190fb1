package io.hubmeter.pages;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.hubmeter.pages", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule usageIsReadThroughPortsAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.hubmeter.collector..",
                    "io.hubmeter.streams..",
                    "io.hubmeter.standalone..",
                    "org.apache.kafka..")
            .because("pages read and write through PagePorts; put what reads a store into an adapter of a port");

    @ArchTest
    static final ArchRule whoVisitsIsSettledWithoutPages = noClasses()
            .that()
            .resideInAPackage("io.hubmeter.pages.hub..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..", "io.pebbletemplates..", "io.hubmeter.pages.http..")
            .because("the hub package decides who comes in; how that is said in HTTP is the http package's");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.hubmeter.pages.(*)..")
            .should()
            .beFreeOfCycles()
            .because("the root package starts http and lists the pages, pages use http, http asks hub");

    @ArchTest
    static final ArchRule nothingReadsAClockOrTheEnvironment = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv")
            .because(
                    "time comes from the InstantSource and settings from PagesConfig, so that answers can be repeated");
}
