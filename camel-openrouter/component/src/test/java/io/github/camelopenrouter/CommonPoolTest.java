package io.github.camelopenrouter;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What waits must not wait on the common pool, which a whole JVM shares and which is as small as the machine. */
@AnalyzeClasses(packages = "io.github.camelopenrouter")
class CommonPoolTest {
    @ArchTest
    static final ArchRule every_asynchronous_task_names_its_executor = noClasses()
            .should()
            .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
            .orShould()
            .callMethod(CompletableFuture.class, "runAsync", Runnable.class);
}
