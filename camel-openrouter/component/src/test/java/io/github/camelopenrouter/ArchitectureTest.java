package io.github.camelopenrouter;

import java.io.ObjectInputStream;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

@AnalyzeClasses(packages = "io.github.camelopenrouter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.camelopenrouter";

    private static final String INTERNAL = ROOT + ".internal.";

    private static final String POLICY = ROOT + ".routepolicy";

    private static final String STORE = ROOT + ".store";

    private static final String TOOL = ROOT + ".tool";

    /** What a room may use, itself and the leaves aside. A new room needs a line here. */
    private static final Map<String, Set<String>> BELOW = Map.ofEntries(
            entry(POLICY, Set.of(ROOT, INTERNAL + "runtime", INTERNAL + "binding", INTERNAL + "support")),
            entry(
                    ROOT,
                    Set.of(
                            STORE,
                            TOOL,
                            INTERNAL + "operation",
                            INTERNAL + "runtime",
                            INTERNAL + "observe",
                            INTERNAL + "binding",
                            INTERNAL + "structured",
                            INTERNAL + "limits",
                            INTERNAL + "money",
                            INTERNAL + "stream",
                            INTERNAL + "http")),
            entry(
                    INTERNAL + "operation",
                    Set.of(
                            TOOL,
                            INTERNAL + "runtime",
                            INTERNAL + "binding",
                            INTERNAL + "tool",
                            INTERNAL + "structured",
                            INTERNAL + "conversation",
                            INTERNAL + "journal",
                            INTERNAL + "stream",
                            INTERNAL + "call",
                            INTERNAL + "support")),
            entry(
                    INTERNAL + "runtime",
                    Set.of(
                            INTERNAL + "binding",
                            INTERNAL + "mcp",
                            INTERNAL + "tool",
                            INTERNAL + "conversation",
                            INTERNAL + "journal",
                            INTERNAL + "limits",
                            INTERNAL + "money",
                            INTERNAL + "call",
                            INTERNAL + "http",
                            INTERNAL + "support",
                            STORE)),
            entry(
                    INTERNAL + "binding",
                    Set.of(
                            TOOL,
                            INTERNAL + "tool",
                            INTERNAL + "structured",
                            INTERNAL + "conversation",
                            INTERNAL + "money",
                            INTERNAL + "call",
                            INTERNAL + "wire",
                            INTERNAL + "support",
                            STORE)),
            entry(
                    INTERNAL + "structured",
                    Set.of(INTERNAL + "stream", INTERNAL + "call", INTERNAL + "wire", INTERNAL + "support")),
            entry(INTERNAL + "tool", Set.of(TOOL, INTERNAL + "structured", INTERNAL + "support")),
            entry(
                    INTERNAL + "mcp",
                    Set.of(
                            INTERNAL + "tool",
                            INTERNAL + "binding",
                            INTERNAL + "call",
                            INTERNAL + "http",
                            INTERNAL + "support")),
            entry(INTERNAL + "conversation", Set.of(INTERNAL + "wire", INTERNAL + "support", STORE)),
            entry(INTERNAL + "observe", Set.of(INTERNAL + "money", STORE)),
            entry(INTERNAL + "limits", Set.of(INTERNAL + "call", INTERNAL + "support")),
            entry(
                    INTERNAL + "money",
                    Set.of(INTERNAL + "call", INTERNAL + "wire", INTERNAL + "catalogue", INTERNAL + "support", STORE)),
            entry(INTERNAL + "journal", Set.of(INTERNAL + "call", INTERNAL + "wire", INTERNAL + "support", STORE)),
            entry(INTERNAL + "stream", Set.of(INTERNAL + "call", INTERNAL + "wire")),
            entry(INTERNAL + "call", Set.of(INTERNAL + "wire", INTERNAL + "http", INTERNAL + "support")),
            entry(INTERNAL + "catalogue", Set.of(INTERNAL + "wire", INTERNAL + "support")),
            entry(INTERNAL + "wire", Set.of(INTERNAL + "http", INTERNAL + "support")),
            entry(INTERNAL + "http", Set.of()),
            entry(INTERNAL + "support", Set.of()),
            entry(STORE, Set.of()),
            entry(TOOL, Set.of()),
            entry(ROOT + ".model", Set.of()),
            entry(ROOT + ".error", Set.of()));

    /** The leaves: whoever is below may name these. */
    private static final Set<String> LEAVES = Set.of(ROOT + ".model", ROOT + ".error");

    private static final Set<String> ROOT_LEAVES = Set.of(
            "ApiKeyProvider",
            "OpenRouterBudgetPer",
            "OpenRouterConfiguration",
            "OpenRouterConversationConflict",
            "OpenRouterConversationCut",
            "OpenRouterConstants",
            "OpenRouterInvalidElement",
            "OpenRouterOperation",
            "OpenRouterOutput",
            "OpenRouterResponseFormat",
            "OpenRouterStreamFormat",
            "OpenRouterToolConfiguration",
            "OpenRouterToolExecution",
            "OpenRouterToolFault",
            "OpenRouterUnanswered",
            "OpenRouterUnansweredTool");

    @ArchTest
    static final ArchRule rooms_use_only_what_is_below_them = classes()
            .that()
            .resideInAnyPackage(ROOT + "..")
            .should(new ArchCondition<>("use what is below") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    Set<String> below = BELOW.get(item.getPackageName());
                    if (below == null) {
                        boolean edge = item.getPackageName().startsWith(ROOT + ".dsl")
                                || item.getPackageName().startsWith(ROOT + ".simulator");
                        if (!edge) {
                            events.add(violated(item, item.getName() + " stands in a room that nobody knows"));
                        }
                        return;
                    }
                    for (Dependency used : item.getDirectDependenciesFromSelf()) {
                        JavaClass target = used.getTargetClass().getBaseComponentType();
                        String room = target.getPackageName();
                        boolean allowed = !room.startsWith(ROOT)
                                || room.equals(item.getPackageName())
                                || below.contains(room)
                                || LEAVES.contains(room)
                                || room.equals(ROOT) && ROOT_LEAVES.contains(outermost(target));
                        if (!allowed) {
                            events.add(violated(used, used.getDescription()));
                        }
                    }
                }
            });

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
    }

    /** Users name the types outside of {@code internal}: what these show must be theirs, too. */
    @ArchTest
    static final ArchRule api_signatures_name_no_internal_type = codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(ROOT, POLICY, STORE, TOOL, ROOT + ".model", ROOT + ".error")
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and(new DescribedPredicate<>("are public or protected") {
                @Override
                public boolean test(JavaCodeUnit unit) {
                    return unit.getModifiers().contains(JavaModifier.PUBLIC)
                            || unit.getModifiers().contains(JavaModifier.PROTECTED);
                }
            })
            .should(new ArchCondition<>("name no internal type") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                            .filter(type -> type.getPackageName().startsWith(INTERNAL))
                            .forEach(type ->
                                    events.add(violated(unit, unit.getFullName() + " names " + type.getName())));
                }
            });

    @ArchTest
    static final ArchRule rooms_below_the_binding_know_no_camel = noClasses()
            .that()
            .resideInAnyPackage(
                    INTERNAL + "http",
                    INTERNAL + "wire",
                    INTERNAL + "catalogue",
                    INTERNAL + "call",
                    INTERNAL + "stream",
                    INTERNAL + "limits",
                    INTERNAL + "money",
                    INTERNAL + "journal",
                    INTERNAL + "tool",
                    INTERNAL + "conversation",
                    INTERNAL + "support",
                    STORE,
                    TOOL,
                    ROOT + ".model",
                    ROOT + ".error")
            .and()
            .doNotHaveSimpleName("HttpTransport")
            .and()
            .haveNameNotMatching(".*\\.AggregationConversationRepository(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because(
                    "Camel stays at the edge, but for camel-http's route planner, which reads a proxy's exceptions as Camel does,"
                            + " and for what keeps conversations in a repository of Camel's");

    @ArchTest
    static final ArchRule only_one_room_knows_the_http_client = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "http")
            .and()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    // the configuration and what Camel generates of it name the type of the bean that shares a rate
    @ArchTest
    static final ArchRule rates_are_counted_in_one_room = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "limits", ROOT + ".dsl..")
            .and()
            .haveSimpleNameNotEndingWith("Configurer")
            .and()
            .doNotHaveSimpleName("OpenRouterConfiguration")
            .and()
            .doNotHaveSimpleName("AdmissionStacks")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.bucket4j..");

    @ArchTest
    static final ArchRule one_class_knows_what_tells_media_types = noClasses()
            .that()
            .doNotHaveSimpleName("MediaType")
            .and()
            .doNotHaveFullyQualifiedName(INTERNAL + "binding.MediaType$Known")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.tika..");

    @ArchTest
    static final ArchRule the_optional_breaker_stays_in_its_room = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "limits")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule the_optional_library_of_mcp_stays_in_its_room = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "mcp")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.modelcontextprotocol..", "reactor..");

    /** What is loaded before it is known whether the library is there. */
    @ArchTest
    static final ArchRule what_is_loaded_without_the_library_of_mcp_names_none_of_its_types = noClasses()
            .that()
            .haveSimpleNameStartingWith("McpServer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.modelcontextprotocol..", "reactor..");

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
