package io.github.camelopenrouter;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.internal.binding.BeansByType;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryConversationRepository;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;
import io.github.camelopenrouter.tool.ToolDecision;
import io.github.camelopenrouter.tool.ToolRequest;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application has one bean of a type, and the option that takes it says nothing. */
class BeansByTypeTest {
    private static final String COMPLETION = "openrouter:completion";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<ToolRequest> asked = new CopyOnWriteArrayList<>();
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private RunningContext running;

    @BeforeEach
    void start() {
        log.start();
        ((Logger) LoggerFactory.getLogger(BeansByType.class)).addAppender(log);
        running = new RunningContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=pay&description=Pays").setBody(constant("paid"));
                from("direct:human").process(exchange -> {});
            }
        });
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(BeansByType.class)).detachAppender(log);
        running.close();
    }

    private void bind(String name, Object bean) {
        running.context.getRegistry().bind(name, bean);
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Exchange pay(String options) {
        running.simulator.enqueue(calls("0.01", call("c1", "pay", "{}")));
        running.simulator.enqueue(text("0.01", "Done."));
        return running.send(COMPLETION + "?tools=pay" + options, "pay");
    }

    // ---- keys

    @Test
    void the_only_key_provider_is_asked_for_the_key() {
        running.component("keyless", component -> component.getConfiguration().setApiKey(null));
        bind("keys", (ApiKeyProvider) alias -> "sk-or-provided");

        RecordedRequest request = running.sent("keyless:completion?model=openai/gpt-4o-mini");

        assertThat(request.header("authorization")).isEqualTo("Bearer sk-or-provided");
    }

    @Test
    void a_key_that_is_configured_wins_over_the_only_key_provider() {
        bind("keys", (ApiKeyProvider) alias -> "sk-or-provided");

        assertThat(running.sent(COMPLETION).header("authorization")).isEqualTo("Bearer " + RunningContext.KEY);
    }

    @Test
    void of_two_key_providers_none_is_taken_and_that_is_said_once() {
        running.component("keyless", component -> component.getConfiguration().setApiKey(null));
        bind("first", (ApiKeyProvider) alias -> "sk-or-first");
        bind("second", (ApiKeyProvider) alias -> "sk-or-second");

        Exchange exchange = running.send("keyless:completion?model=openai/gpt-4o-mini", "hello");
        running.send("keyless:completion?model=openai/gpt-4o", "hello");

        assertThat(exchange.getException()).hasMessageContaining("bind an apiKeyProvider");
        assertThat(warnings())
                .containsExactly("The option apiKeyProvider says nothing and takes none of the beans first, second:"
                        + " name one of them, as in apiKeyProvider=#bean:first");
    }

    @Test
    void a_bean_that_an_option_names_wins_over_two_of_its_type() {
        running.component("keyless", component -> component.getConfiguration().setApiKey(null));
        bind("first", (ApiKeyProvider) alias -> "sk-or-first");
        bind("second", (ApiKeyProvider) alias -> "sk-or-second");

        RecordedRequest request = running.sent("keyless:completion?model=openai/gpt-4o-mini&apiKeyProvider=#second");

        assertThat(request.header("authorization")).isEqualTo("Bearer sk-or-second");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void nothing_is_taken_where_the_component_is_not_autowired() {
        running.component("keyless", component -> {
            component.getConfiguration().setApiKey(null);
            component.setAutowiredEnabled(false);
        });
        bind("keys", (ApiKeyProvider) alias -> "sk-or-provided");

        Exchange exchange = running.send("keyless:completion?model=openai/gpt-4o-mini", "hello");

        assertThat(exchange.getException()).hasMessageContaining("bind an apiKeyProvider");
        assertThat(running.simulator.requests()).isEmpty();
    }

    // ---- money

    @Test
    void the_only_budget_store_keeps_the_budget_of_an_endpoint() {
        bind("budgets", store());

        Exchange exchange = running.send(COMPLETION + "?budget=1/day&maxTokens=10", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(stored).contains("reserve", "settle");
    }

    @Test
    void the_only_budget_store_keeps_the_budget_of_a_component() {
        bind("budgets", store());
        running.component("limited", component -> component.getConfiguration().setBudget("1/day"));

        Exchange exchange = running.send("limited:completion?model=openai/gpt-4o-mini&maxTokens=10", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(stored).contains("reserve", "settle");
    }

    @Test
    void a_budget_store_that_is_taken_and_lacks_something_fails_the_endpoint() {
        bind("budgets", new JdbcBudgetStore());

        assertThatThrownBy(() -> running.context.getEndpoint(COMPLETION + "?budget=1/day"))
                .rootCause()
                .hasMessageStartingWith("The bean of the option budgetStore is not complete: ");
    }

    private BudgetStore store() {
        BudgetStore real = new InMemoryBudgetStore();
        return (BudgetStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BudgetStore.class}, (proxy, method, arguments) -> {
                    stored.add(method.getName());
                    return method.invoke(real, arguments);
                });
    }

    @Test
    void the_only_ledger_is_the_component_s() {
        Ledger ledger = new InMemoryLedger();
        bind("ledger", ledger);
        OpenRouterComponent component = running.component("billed", settings -> {});

        running.send("billed:completion?model=openai/gpt-4o-mini", "hello");

        assertThat(component.getLedger()).isSameAs(ledger);
        assertThat(ledger.cost()).isGreaterThan(BigDecimal.ZERO);
    }

    // ---- what is kept

    @Test
    void the_only_journal_is_taken_where_it_is_said_what_to_do_with_the_unanswered() {
        bind("journal", journal());

        running.send(COMPLETION + "?unanswered=park", "hello", Map.of("CamelOpenRouterJournalKey", "job-1"));
        Exchange again =
                running.send(COMPLETION + "?unanswered=park", "hello", Map.of("CamelOpenRouterJournalKey", "job-1"));

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader("CamelOpenRouterReplayed")).isEqualTo(true);
        assertThat(running.simulator.requests()).hasSize(1);
    }

    @Test
    void the_only_journal_is_left_alone_where_nothing_asks_for_one() {
        bind("journal", journal());

        Exchange exchange = running.send(COMPLETION, "hello");

        assertThat(exchange.getException()).isNull();
    }

    @Test
    void what_needs_a_journal_says_that_one_bean_is_enough() {
        assertThatThrownBy(() -> running.context.getEndpoint(COMPLETION + "?unanswered=park"))
                .rootCause()
                .hasMessage("The option unanswered needs the option journal beside it, or exactly one bean of the type"
                        + " GenerationJournal");
    }

    private static GenerationJournal journal() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
        journal.createSchema();
        return journal;
    }

    @Test
    void the_only_conversation_repository_keeps_conversations() {
        ConversationRepository repository = new InMemoryConversationRepository();
        bind("conversations", repository);

        running.send(COMPLETION + "?conversationId=c-1", "hello");

        assertThat(repository.load(ConversationRepository.key(null, "c-1")))
                .succeedsWithin(Duration.ofSeconds(5))
                .isNotEqualTo(Optional.empty());
    }

    // ---- tools

    @Test
    void the_only_approval_is_asked_before_a_tool_runs() {
        bind("approval", approval());

        assertThat(pay("").getException()).isNull();
        assertThat(asked).extracting(ToolRequest::name).containsExactly("pay");
    }

    @Test
    void the_only_approval_gives_way_to_a_route_that_decides() {
        bind("approval", approval());

        assertThat(pay("&toolApprovalTo=direct:human").getException()).isNull();
        assertThat(asked).isEmpty();
    }

    @Test
    void the_only_approval_gives_way_to_a_route_that_runs_the_calls() {
        bind("approval", approval());

        assertThat(pay("&toolExecution=manual").getException()).isNull();
        assertThat(asked).isEmpty();
    }

    private ToolApproval approval() {
        return request -> {
            asked.add(request);
            return CompletableFuture.completedFuture(ToolDecision.allow());
        };
    }

    @Test
    void the_only_authorization_is_asked_whether_a_tool_may_run() throws Exception {
        bind("authorization", (ToolAuthorization) request -> {
            asked.add(request);
            return CompletableFuture.completedFuture(false);
        });

        assertThat(pay("").getException()).isNull();
        assertThat(asked).hasSize(1);
        assertThat(running.simulator.requests().get(1).text()).doesNotContain("\"paid\"");
    }

    // ---- beside the component of the usual name

    @Test
    void components_of_other_names_take_the_only_bean_too() {
        Ledger ledger = new InMemoryLedger();
        bind("ledger", ledger);

        OpenRouterComponent europe = running.component("openrouter-eu", component -> {});
        OpenRouterComponent asia = running.component("openrouter-as", component -> {});

        assertThat(europe.getLedger()).isSameAs(ledger);
        assertThat(asia.getLedger()).isSameAs(ledger);
    }
}
