package io.github.camelopenrouter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.JdbcBudgetStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Budgets around real calls. */
class BudgetRouteTest {
    private static final String COSTS_30_CENTS =
            "{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider\":\"OpenAI\",\"choices\":[{\"finish_reason\":"
                    + "\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Paris\"}}],\"usage\":{\"prompt_tokens\":1,"
                    + "\"completion_tokens\":1,\"total_tokens\":2,\"cost\":0.30}}";

    private static final byte[] PDF =
            Arrays.copyOf("%PDF-1.4\n1 0 obj<</Type/Page>>endobj".getBytes(StandardCharsets.US_ASCII), 100_000);

    private final RunningContext running = new RunningContext();
    private final OpenRouterSimulator simulator = running.simulator;

    @AfterEach
    void close() {
        running.close();
    }

    private void budgeted(String budget) {
        budgeted(budget, options -> {});
    }

    private void budgeted(String budget, Consumer<OpenRouterConfiguration> settings) {
        budgeted(running, budget, settings);
    }

    private void budgeted(RunningContext context, String budget, Consumer<OpenRouterConfiguration> settings) {
        context.component("paid", component -> {
            OpenRouterConfiguration options = component.getConfiguration();
            options.setModel("openai/gpt-4o-mini");
            options.setBaseUrl(simulator.baseUrl());
            options.setBudget(budget);
            settings.accept(options);
        });
    }

    private List<RecordedRequest> chats() {
        return simulator.requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .toList();
    }

    private BudgetStore.Balance balance(BudgetStore store, String name) {
        return store.balance(new BudgetStore.Account(name, Instant.EPOCH, null));
    }

    @Test
    void ten_calls_of_thirty_cents_at_once_spend_at_most_a_dollar() throws Exception {
        budgeted("1.00/total", options -> options.setBudgetReserve("0.30"));

        assertThat(admitted(10, i -> running.template)).isEqualTo(3);
        assertThat(chats()).hasSize(3);
    }

    @Test
    void a_call_with_an_image_or_a_document_is_bounded_and_sent() {
        budgeted("5.00/total", options -> options.setMaxTokens(10));
        ChatMessage image = ChatMessage.user(
                List.of(ContentPart.text("What is it?"), ContentPart.image(new byte[] {1, 2, 3}, "image/png")));
        ChatMessage document = ChatMessage.user(
                List.of(ContentPart.text("Sum up"), ContentPart.file("a.pdf", PDF, "application/pdf")));

        assertThat(running.send("paid:completion", image).getException()).isNull();
        assertThat(running.send("paid:completion", document).getException()).isNull();
        assertThat(running.send("paid:completion?webSearch=true&webSearchEngine=exa&webSearchMaxUses=2", "News?")
                        .getException())
                .isNull();
        assertThat(chats()).hasSize(3);
    }

    @Test
    void pages_that_the_budget_cannot_pay_are_refused_and_a_free_parser_is_not() {
        budgeted("1.00/total", options -> options.setMaxTokens(10));
        ChatMessage document = ChatMessage.user(
                List.of(ContentPart.text("Sum up"), ContentPart.file("a.pdf", PDF, "application/pdf")));

        assertThat(running.send("paid:completion?pdfEngine=mistral-ocr", document)
                        .getException())
                .isInstanceOf(BudgetExceededException.class);
        assertThat(running.send("paid:completion?pdfEngine=cloudflare-ai", document)
                        .getException())
                .isNull();
    }

    @Test
    void a_search_at_the_price_of_whoever_serves_needs_a_reserve() {
        budgeted("5.00/total", options -> options.setMaxTokens(10));

        assertThat(running.send("paid:completion?webSearch=true", "News?").getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("webSearchEngine=exa")
                .hasMessageContaining("budgetReserve");
        assertThat(chats()).isEmpty();
    }

    @Test
    void two_contexts_that_share_a_database_share_their_budget() throws Exception {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbcBudgetStore store = new JdbcBudgetStore(database);
        store.createSchema();
        Consumer<OpenRouterConfiguration> shared = options -> {
            options.setBudgetReserve("0.30");
            options.setBudgetStore(new JdbcBudgetStore(database));
        };
        budgeted("1.00/total", shared);
        try (RunningContext other = new RunningContext()) {
            budgeted(other, "1.00/total", shared);
            assertThat(admitted(10, i -> i % 2 == 0 ? running.template : other.template))
                    .isEqualTo(3);
        }
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(balance(store, "paid/total/all").spent()).isEqualByComparingTo("0.90"));
        assertThat(balance(store, "paid/total/all").reserved()).isZero();
        running.context.stop();
        database.dispose();
    }

    private interface Sender {
        ProducerTemplate of(int number);
    }

    /** How many of so many calls at once were admitted; all others were refused by the budget, and not sent. */
    private int admitted(int calls, Sender sender) throws Exception {
        CountDownLatch refused = new CountDownLatch(7);
        // none is answered before the last was asked: all the money is reserved, and none is spent
        simulator.replyWith(request -> Reply.json(COSTS_30_CENTS).heldUntil(refused));
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            CompletableFuture<Exchange> sent = sender.of(i)
                    .asyncSend("paid:completion", exchange -> exchange.getIn().setBody("hello"));
            all.add(sent.whenComplete((exchange, why) -> {
                if (exchange.isFailed()) {
                    refused.countDown();
                }
            }));
        }
        int admitted = 0;
        for (CompletableFuture<Exchange> one : all) {
            Exception failure = one.get(20, TimeUnit.SECONDS).getException();
            if (failure == null) {
                admitted++;
            } else {
                assertThat(failure).isInstanceOf(BudgetExceededException.class);
                assertThat(((OpenRouterException) failure).getOutcome()).isEqualTo(Outcome.NOT_SENT);
            }
        }
        return admitted;
    }

    @Test
    void what_a_call_costs_at_most_is_known_from_the_catalogue() {
        budgeted("0.000010/day");

        Exchange dear = running.send("paid:completion?maxTokens=1000", "hello");
        assertThat(dear.getException())
                .isInstanceOf(BudgetExceededException.class)
                .hasMessageContaining("$0.000010/day")
                .hasMessageContaining("Nothing was sent");
        BudgetExceededException exceeded = (BudgetExceededException) dear.getException();
        assertThat(exceeded.isRetryable()).isFalse();
        assertThat(exceeded.getLimit()).isEqualTo("0.000010");
        assertThat(exceeded.getResetsAt())
                .isAfter(Instant.now())
                .isBeforeOrEqualTo(Instant.now().plus(Duration.ofDays(1)));
        assertThat(chats()).isEmpty();
    }

    @Test
    void the_actual_cost_is_what_counts_after_the_call() {
        InMemoryBudgetStore store = new InMemoryBudgetStore();
        budgeted("1/total", options -> options.setBudgetStore(store));

        Exchange exchange = running.send("paid:completion?maxTokens=100", "Say hello");

        assertThat(exchange.getException()).isNull();
        assertThat(balance(store, "paid/total/all").spent())
                .isEqualByComparingTo(simulator.billed())
                .isPositive();
        assertThat(balance(store, "paid/total/all").reserved()).isZero();
    }

    @Test
    void without_max_tokens_nobody_knows_what_a_call_may_cost() {
        budgeted("1/day");

        assertThat(running.send("paid:completion", "hello").getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("maxTokens")
                .hasMessageContaining("budgetReserve");
        assertThat(chats()).isEmpty();
    }

    @Test
    void a_price_that_is_not_fixed_needs_a_reserve() {
        budgeted("1/day");
        for (String model : List.of("openrouter/auto", "@preset/mine", "openai/gpt-4o-mini@preset/mine")) {
            assertThat(running.send("paid:completion?maxTokens=9&model=RAW(" + model + ")", "hello")
                            .getException())
                    .as(model)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("budgetReserve");
        }
        assertThat(chats()).isEmpty();

        assertThat(running.send("paid:completion?budgetReserve=0.10&model=openrouter/auto", "Say hello")
                        .getException())
                .isNull();
    }

    @Test
    void a_model_that_does_not_exist_is_named_as_such() {
        budgeted("1/day");
        for (String model : List.of("no/such", "x")) {
            assertThat(running.send("paid:completion?maxTokens=9&model=" + model, "hello")
                            .getException())
                    .as(model)
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("model not found: there is no model '" + model + "'")
                    .hasMessageContaining("option model");
        }
        assertThat(chats()).isEmpty();
    }

    @Test
    void a_budget_asks_for_a_price_once() {
        budgeted("1/day");
        for (int i = 0; i < 5; i++) {
            running.send("paid:completion?maxTokens=9&model=openai/gpt-4o-mini:nitro", "hello");
        }
        assertThat(simulator.requests())
                .filteredOn(request -> request.method().equals("GET"))
                .extracting(RecordedRequest::path)
                .containsExactly("/api/v1/models/openai/gpt-4o-mini/endpoints");
    }

    @Test
    void calls_are_refused_while_prices_cannot_be_had() {
        budgeted("1/day");
        simulator.replyWith(request -> request.method().equals("GET") ? Reply.json(500, "{}") : null);

        Exception failure = running.send("paid:completion?maxTokens=9", "hello").getException();

        assertThat(failure).isInstanceOf(NotAdmittedException.class).hasMessageContaining("budgetReserve");
        assertThat(((NotAdmittedException) failure).getErrorType()).isEqualTo("price_unavailable");
        assertThat(chats()).isEmpty();
    }

    @Test
    void a_call_that_failed_gives_its_money_back() {
        budgeted("0.30/day", options -> options.setBudgetReserve("0.30"));
        simulator.enqueue(Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"busy\"}}"));

        assertThat(running.send("paid:completion", "hello").getException()).isNotNull();
        assertThat(running.send("paid:completion", "hello").getException()).isNull();
    }

    @Test
    void each_tenant_has_a_budget_of_its_own() {
        budgeted("0.30/day", options -> {
            options.setBudgetPer(OpenRouterBudgetPer.tenant);
            options.setBudgetReserve("0.30");
        });

        assertThat(ofTenant("a")).isNull();
        assertThat(ofTenant("b")).isNull();
        assertThat(running.send("paid:completion", "hello").getException()).isNull();
        simulator.replyWith(request -> Reply.json(COSTS_30_CENTS));
        assertThat(ofTenant("a")).isInstanceOf(BudgetExceededException.class).hasMessageContaining("for this tenant");
    }

    private Exception ofTenant(String tenant) {
        return running.send("paid:completion", "hello", Map.of(OpenRouterConstants.TENANT, tenant))
                .getException();
    }

    @Test
    void a_budget_of_an_endpoint_holds_in_addition() {
        simulator.replyWith(request -> Reply.json(COSTS_30_CENTS));
        budgeted("0.60/day", options -> options.setBudgetReserve("0.30"));
        String own = "paid:completion?budget=0.30/hour";

        assertThat(running.send(own, "hello").getException()).isNull();
        assertThat(running.send(own, "hello").getException()).hasMessageContaining("$0.30/hour");
        assertThat(running.send("paid:completion", "hello").getException()).isNull();
        assertThat(running.send("paid:completion", "hello").getException()).hasMessageContaining("$0.60/day");
    }

    @Test
    void while_the_store_has_no_tables_calls_are_refused() {
        budgeted("1/day", options -> {
            options.setBudgetReserve("0.30");
            options.setBudgetStore(new JdbcBudgetStore(JdbcConnectionPool.create("jdbc:h2:mem:empty", "sa", "")));
        });

        Exception failure = running.send("paid:completion", "hello").getException();

        assertThat(failure)
                .isInstanceOf(NotAdmittedException.class)
                .hasMessageContaining("budgetFailOpen")
                .hasMessageContaining("createSchema()");
        assertThat(((NotAdmittedException) failure).isRetryable()).isFalse();
        assertThat(chats()).isEmpty();
        assertThat(running.send("paid:completion?budgetFailOpen=true", "hello").getException())
                .isNull();
        assertThat(chats()).hasSize(1);
    }

    @Test
    void bad_options_fail_the_start() {
        for (String options : List.of("budget=5", "budget=5/year", "budgetReserve=much", "budgetReserve=0")) {
            assertThatThrownBy(() -> running.context.addRoutes(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:bad").to("openrouter:completion?" + options);
                        }
                    }))
                    .as(options)
                    .hasStackTraceContaining("The option budget");
        }
    }
}
