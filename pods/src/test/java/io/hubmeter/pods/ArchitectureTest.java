package io.hubmeter.pods;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.hubmeter.pods", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PODS_ARE_READ_WITHOUT_A_CLUSTER = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.hubmeter.pods..",
                    "io.hubmeter.core..",
                    "io.fabric8.kubernetes.api.model..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "java.io..",
                    "java.lang..",
                    "java.math..",
                    "java.nio.charset..",
                    "java.time..",
                    "java.util..")
            .because("what a pod costs depends on the pod alone; whoever watches or admits pods talks to the cluster");

    @ArchTest
    static final ArchRule NOTHING_ASKS_FOR_THE_TIME = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .because("the same pod costs the same whenever it is read");
}
