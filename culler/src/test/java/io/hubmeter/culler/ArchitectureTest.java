package io.hubmeter.culler;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.hubmeter.culler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule APPLICATIONS_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.hubmeter..")
                    .and(not(resideInAnyPackage(
                            "io.hubmeter.culler..",
                            "io.hubmeter.core..",
                            "io.hubmeter.hub..",
                            "io.hubmeter.schemas..",
                            "io.hubmeter.wire.."))))
            .because("the culler meets the others in topics and over HTTP; move what both need to core, hub or wire");

    @ArchTest
    static final ArchRule THE_PLAN_IS_PURE = classes()
            .that()
            .resideInAPackage("io.hubmeter.culler.plan..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.hubmeter.culler.plan..",
                    "io.hubmeter.core..",
                    "org.jspecify..",
                    "java.io..",
                    "java.lang..",
                    "java.time..",
                    "java.util..")
            .because("it is checked against the whole truth, without Kafka, HTTP or a clock");

    @ArchTest
    static final ArchRule NOTHING_ASKS_FOR_THE_TIME = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .because("clocks are given, so that tests can set them");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER =
            slices().matching("io.hubmeter.culler.(*)..").should().beFreeOfCycles();
}
