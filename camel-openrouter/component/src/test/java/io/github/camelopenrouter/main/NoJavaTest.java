package io.github.camelopenrouter.main;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import com.hazelcast.map.IMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.routepolicy.OpenRouterRoutePolicy;
import io.github.camelopenrouter.simulator.AssistantTurn;
import io.github.camelopenrouter.simulator.FunctionCall;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.InMemoryLedger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Applications of properties and YAML alone: each of the beans that a feature needs is declared, and none is made by code. */
class NoJavaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final OpenRouterSimulatorExtension EXTENSION = new OpenRouterSimulatorExtension();

    /** The attribute of a route has another name in newer lines of Camel. */
    private static final String POLICY =
            new DefaultCamelContext(false).getVersion().startsWith("4.18.")
                    ? "main/nojava/policy.yaml"
                    : "main/nojava/policy-ref.yaml";

    private static final String QUESTION = "What is 6 * 7?";

    @TempDir
    private Path secrets;

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private RunningMain main;

    /** Where the beans are declared. */
    enum Beans {
        PROPERTIES,
        YAML
    }

    @AfterEach
    void stop() throws Exception {
        if (main != null) {
            main.close();
        }
        Databases.drop(database);
    }

    private static OpenRouterSimulator simulator() {
        return EXTENSION.simulator();
    }

    private void start(Beans beans) throws Exception {
        main = application(beans).start();
    }

    private RunningMain application(Beans beans) {
        RunningMain application = beans == Beans.PROPERTIES
                ? new RunningMain(simulator(), "main/nojava/application.properties")
                        .routes("main/nojava/routes.yaml", POLICY)
                : new RunningMain(simulator(), "main/nojava/component.properties")
                        .routes("main/nojava/beans.yaml", "main/nojava/routes.yaml", POLICY);
        return application
                .say("db.url", database)
                .say("probe.interval", "100ms")
                .say("acme.api-key", "sk-or-v1-of-acme")
                .say("secrets", secrets.toString());
    }

    private Exchange send(String endpoint, Object body, String header, Object value) {
        Exchange answer = main.send(endpoint, body, header, value);
        assertThat(answer.getException()).isNull();
        return answer;
    }

    private static List<RecordedRequest> chats() {
        return simulator().requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_journal_outlives_its_application(Beans beans) throws Exception {
        start(beans);
        send("direct:job", QUESTION, "job", "job-1");
        main.close();
        start(beans);

        Exchange again = send("direct:job", QUESTION, "job", "job-1");

        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(chats()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_route_forgets_and_purges_the_journal(Beans beans) throws Exception {
        start(beans);
        send("direct:job", QUESTION, "job", "job-1");
        GenerationJournal journal = main.bean("journal", GenerationJournal.class);

        Exchange purged = send("direct:purge", "", "job", "job-1");
        assertThat(purged.getMessage().getBody()).isEqualTo(0);
        assertThat(journal.find("job-1")).isPresent();

        Exchange forgotten = send("direct:forget", "", "job", "job-1");
        assertThat(forgotten.getMessage().getBody()).isEqualTo(true);
        assertThat(journal.find("job-1")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_budget_is_kept_in_the_database(Beans beans) throws Exception {
        start(beans);

        send("direct:tenant", QUESTION, "tenant", "acme");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Databases.sum(database, "SELECT SUM(spent) FROM openrouter_budget"))
                        .isEqualByComparingTo(simulator().billed()));
        assertThat(main.component().getConfiguration().getBudgetStore())
                .isSameAs(main.bean("budgets", BudgetStore.class));
    }

    @ParameterizedTest
    @EnumSource
    void a_route_tells_what_the_ledger_says(Beans beans) throws Exception {
        start(beans);
        send("direct:tenant", QUESTION, "tenant", "acme");

        assertThat(main.component().getLedger()).isSameAs(main.bean("ledger", InMemoryLedger.class));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(send("direct:spent", "", "unused", "")
                                .getMessage()
                                .getBody(BigDecimal.class))
                        .isEqualByComparingTo(simulator().billed()));
    }

    @ParameterizedTest
    @EnumSource
    void a_conversation_outlives_its_application(Beans beans) throws Exception {
        start(beans);
        send("direct:chat", QUESTION, "chat", "c-1");
        main.close();
        start(beans);

        send("direct:chat", "And twice that?", "chat", "c-1");

        assertThat(chats().get(1).json().at("/messages/0/content").asText()).isEqualTo(QUESTION);
        assertThat(chats().get(1).json().path("messages")).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void a_policy_suspends_the_route_and_resumes_it(Beans beans) throws Exception {
        start(beans);
        OpenRouterRoutePolicy policy = main.bean("whileAccepted", OpenRouterRoutePolicy.class);
        simulator().account(RunningMain.KEY).credits(BigDecimal.ZERO);

        main.send("seda:questions", QUESTION);
        await().atMost(PATIENCE).until(policy::isSuspended);
        simulator().account(RunningMain.KEY).credits(BigDecimal.TEN);

        await().atMost(PATIENCE).until(() -> !policy.isSuspended());
    }

    @ParameterizedTest
    @EnumSource
    void keys_come_from_properties_and_from_files(Beans beans) throws Exception {
        start(beans);
        Files.writeString(secrets.resolve("globex"), "sk-or-v1-of-globex\n");

        send("direct:tenant", QUESTION, "tenant", "acme");
        send("direct:tenant", QUESTION, "tenant", "globex");
        Exchange unknown = main.send("direct:tenant", QUESTION, "tenant", "initech");

        assertThat(chats())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer sk-or-v1-of-acme", "Bearer sk-or-v1-of-globex");
        assertThat(unknown.getException()).isInstanceOf(AuthenticationException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_route_approves_a_tool(Beans beans) throws Exception {
        start(beans);
        simulator().replyWith(request -> {
            if (!request.path().endsWith("/chat/completions")) {
                return null;
            }
            String last = request.json().at("/messages").toString();
            return last.contains("\"tool\"") ? AssistantTurn.says("Done.").completion() : refunds(last);
        });

        send("direct:support", "20 please", "unused", "");
        send("direct:support", "500 please", "unused", "");

        assertThat(told(1)).isEqualTo("20 USD are on their way");
        assertThat(told(3)).contains("Refunds above 50 need a human.");
    }

    private static Reply refunds(String asked) {
        String amount = asked.contains("500") ? "500" : "20";
        return AssistantTurn.calls(FunctionCall.of("refund", "{\"amount\":" + amount + "}"))
                .completion();
    }

    private static String told(int request) {
        return chats().get(request).json().at("/messages/2/content").asText();
    }

    @Test
    void a_rate_is_shared_by_beans_of_yaml() throws Exception {
        main = new RunningMain(simulator(), "main/nojava/empty.properties")
                .routes("main/nojava/rates.yaml")
                .start();

        send("direct:cluster", QUESTION, "unused", "");

        assertThat(main.bean("buckets", IMap.class).size()).isPositive();
    }

    @Test
    void a_conversation_is_kept_by_a_repository_of_camel() throws Exception {
        main = new RunningMain(simulator(), "main/nojava/empty.properties")
                .routes("main/nojava/aggregated.yaml")
                .start();
        send("direct:chat", QUESTION, "chat", "c-1");

        send("direct:chat", "And twice that?", "chat", "c-1");

        assertThat(chats().get(1).json().path("messages")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal", "budgets", "conversations"})
    void a_store_without_a_data_source_fails_the_start_and_says_what_to_set(String store) {
        main = new RunningMain(simulator(), "main/nojava/empty.properties")
                .say(
                        "camel.beans.x",
                        "#class:"
                                + switch (store) {
                                    case "journal" -> "io.github.camelopenrouter.store.JdbcGenerationJournal";
                                    case "budgets" -> "io.github.camelopenrouter.store.JdbcBudgetStore";
                                    default -> "io.github.camelopenrouter.store.JdbcConversationRepository";
                                })
                .say(
                        "camel.component.openrouter."
                                + switch (store) {
                                    case "journal" -> "journal";
                                    case "budgets" -> "budget-store";
                                    default -> "conversation-repository";
                                },
                        "#bean:x")
                .routes("main/nojava/aggregated.yaml");

        assertThatThrownBy(() -> main.start())
                .rootCause()
                .hasMessageContaining("has no data source")
                .hasMessageContaining("camel.beans.NAME.dataSource=#bean:DATA_SOURCE");
    }

    @Test
    void a_bean_that_is_taken_by_its_type_is_looked_at_as_well() {
        assertThatStartFails(
                new RunningMain(simulator(), "main/nojava/empty.properties")
                        .say("camel.beans.x", "#class:io.github.camelopenrouter.store.JdbcConversationRepository")
                        .routes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:ask").to("openrouter:completion");
                            }
                        }),
                "The bean of the option conversationRepository is not complete: JdbcConversationRepository has no data source");
    }

    private void assertThatStartFails(RunningMain application, String told) {
        main = application;
        assertThatThrownBy(() -> main.start()).satisfies(failure -> {
            StringBuilder all = new StringBuilder();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                all.append(cause.getMessage()).append('\n');
            }
            assertThat(all.toString()).contains(told);
        });
    }

    @Test
    void an_option_that_does_not_exist_fails_the_start() {
        assertThatStartFails(
                new RunningMain(simulator(), "main/nojava/empty.properties")
                        .say("camel.component.openrouter.modle", "x"),
                "modle");
    }

    @Test
    void properties_have_no_init_method() {
        assertThatStartFails(
                new RunningMain(simulator(), "main/nojava/empty.properties")
                        .say("camel.beans.x", "#class:io.github.camelopenrouter.store.JdbcBudgetStore")
                        .say("camel.beans.x.initMethod", "createSchema"),
                "initMethod");
    }

    @Test
    void beans_of_yaml_are_made_before_those_of_properties() {
        assertThatStartFails(
                new RunningMain(simulator(), "main/nojava/empty.properties")
                        .say("camel.beans.db", "#class:org.h2.jdbcx.JdbcDataSource")
                        .routes("main/nojava/early.yaml"),
                "No bean could be found in the registry for: db");
    }

    @Test
    void camel_logs_placeholders_as_they_stand_and_hides_what_looks_secret() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("org.apache.camel.main.BaseMainSupport");
        Level level = logger.getLevel();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
        try {
            start(Beans.PROPERTIES);
        } finally {
            logger.setLevel(level);
            logger.detachAppender(appender);
        }

        String logged =
                appender.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
        assertThat(logged)
                .contains("acme.api-key = xxxxxx")
                .contains("camel.beans.keys.keys[acme] = {{acme.api-key}}")
                .doesNotContain(RunningMain.KEY)
                .doesNotContain("sk-or-v1-of-acme");
    }
}
