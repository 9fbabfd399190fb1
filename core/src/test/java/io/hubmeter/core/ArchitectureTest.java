package io.hubmeter.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the domain may know of the world: nothing that it is not told. */
class ArchitectureTest {
    private static final String CORE = "io.hubmeter.core";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE);

    private static final Set<String> CLOCK_METHODS =
            Set.of("now", "currentTimeMillis", "nanoTime", "systemUTC", "systemDefaultZone", "system", "tick");
    private static final Set<String> CHANCE = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.UUID",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.random.RandomGenerator");

    @Test
    void coreDependsOnTheJdkAndItselfOnly() {
        classes()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations..", CORE + "..")
                .because(
                        "the domain is used by every process and tested without any; define a small interface here and "
                                + "implement it in the module that has the library, as MeterHistory is")
                .check(MAIN);
    }

    @Test
    void coreNeverAsksForTheTime() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .callMethodWhere(asksForTheTime())
                .because(
                        "a replay must give what the live run gave; take the instant as a parameter, the caller has it "
                                + "from a heartbeat or from the request")
                .check(MAIN);
    }

    @Test
    void coreLeavesNothingToChance() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .dependOnClassesThat(describe("are sources of chance", type -> CHANCE.contains(type.getName())))
                .orShould()
                .callMethod(Math.class, "random")
                .because("the same readings, policy and instant must give the same bytes; let the caller draw and pass "
                        + "the value in")
                .check(MAIN);
    }

    /** The judge must not be related to the accused. */
    @Test
    void theBruteForceSharesNothingWithTheCodeThatItChecks() {
        classes()
                .that()
                .resideInAPackage(CORE + ".bruteforce..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations..", CORE + ".bruteforce..")
                .because("code that checks itself with its own code can be wrong twice in the same way; write what you "
                        + "need once more, as plainly as you can")
                .check(new ClassFileImporter().importPackages(CORE + ".bruteforce"));
    }

    private static DescribedPredicate<JavaCall<?>> asksForTheTime() {
        return describe(
                "ask a clock",
                call -> CLOCK_METHODS.contains(call.getName())
                        && (call.getTargetOwner().getPackageName().startsWith("java.time")
                                || call.getTargetOwner().isEquivalentTo(System.class)));
    }
}
