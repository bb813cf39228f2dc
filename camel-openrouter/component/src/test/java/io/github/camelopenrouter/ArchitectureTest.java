package io.github.camelopenrouter;

import java.io.ObjectInputStream;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.github.camelopenrouter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.camelopenrouter";

    @ArchTest
    static final ArchRule leaves_import_nothing_of_ours = noClasses()
            .that()
            .resideInAPackage("..model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, "..client..", "..error..", "..limits..", "..money..", "..journal..");

    @ArchTest
    static final ArchRule errors_import_nothing_of_ours = noClasses()
            .that()
            .resideInAPackage("..camelopenrouter.error..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    "..camelopenrouter.client..",
                    "..camelopenrouter.model..",
                    "..camelopenrouter.limits..",
                    "..camelopenrouter.money..",
                    "..camelopenrouter.journal..");

    @ArchTest
    static final ArchRule the_engine_knows_nothing_above_it = noClasses()
            .that()
            .resideInAPackage("..camelopenrouter.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT, "..camelopenrouter.limits..", "..camelopenrouter.money..", "..camelopenrouter.journal..");

    @ArchTest
    static final ArchRule limits_money_and_journal_know_no_edge = noClasses()
            .that()
            .resideInAnyPackage(
                    "..camelopenrouter.limits..", "..camelopenrouter.money..", "..camelopenrouter.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, "org.apache.camel..", "org.apache.hc..");

    @ArchTest
    static final ArchRule limits_money_and_journal_do_not_know_each_other = slices().matching(
                    "io.github.camelopenrouter.(limits|money|journal)..")
            .should()
            .notDependOnEachOther();

    // the configuration and what Camel generates of it name the type of the bean that shares a rate
    @ArchTest
    static final ArchRule rates_are_counted_in_one_room = noClasses()
            .that()
            .resideOutsideOfPackages("..camelopenrouter.limits..", "..camelopenrouter.dsl..")
            .and()
            .haveSimpleNameNotEndingWith("Configurer")
            .and()
            .doNotHaveSimpleName("OpenRouterConfiguration")
            .and()
            .doNotHaveSimpleName("Policies")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.bucket4j..");

    @ArchTest
    static final ArchRule the_optional_breaker_stays_in_its_room = noClasses()
            .that()
            .resideOutsideOfPackage("..camelopenrouter.limits..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    // camel-http's route planner is the one exception: without it a proxy's exceptions would be read in another way
    // here
    @ArchTest
    static final ArchRule camel_stays_at_the_edge = noClasses()
            .that()
            .resideInAnyPackage("..camelopenrouter.client..", "..camelopenrouter.model..", "..camelopenrouter.error..")
            .and()
            .doNotHaveSimpleName("HttpTransport")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule the_http_client_stays_in_the_engine = noClasses()
            .that()
            .resideOutsideOfPackage("..camelopenrouter.client..")
            .and()
            .resideInAPackage("io.github.camelopenrouter..")
            .and()
            .resideOutsideOfPackage("..simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule no_room_leads_back_to_itself = slices().matching(
                    "io.github.camelopenrouter.(client|limits|journal|money|model|error)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule nothing_sleeps = noClasses()
            .that()
            .resideOutsideOfPackage("..simulator..")
            .should()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule nothing_is_deserialized =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

    @ArchTest
    static final ArchRule nothing_is_printed = noClasses()
            .that()
            .resideOutsideOfPackage("..simulator..")
            .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .should()
            .haveNameMatching("io\\.github\\.camelopenrouter\\.(?!dsl).*(Util|Utils|Helper|Manager|Impl)");
}
