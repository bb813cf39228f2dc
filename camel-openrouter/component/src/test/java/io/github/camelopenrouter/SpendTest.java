package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.BudgetStore.Account;
import io.github.camelopenrouter.store.BudgetStore.Balance;
import io.github.camelopenrouter.store.BudgetStore.Reservation;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.Ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What failed and cut calls cost, in the budget and in the ledger. */
class SpendTest {
    private static final String CHUNK =
            "data: {\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n";

    private final InMemoryBudgetStore store = new InMemoryBudgetStore();
    private final RunningContext running = new RunningContext();
    private final OpenRouterSimulator simulator = running.simulator;
    private final OpenRouterComponent component = paid("paid", OpenRouterBudgetPer.all);

    private OpenRouterComponent paid(String name, OpenRouterBudgetPer per) {
        return running.component(name, added -> {
            OpenRouterConfiguration options = added.getConfiguration();
            options.setModel("openai/gpt-4o-mini");
            options.setBudget("1.00/total");
            options.setBudgetReserve("0.30");
            options.setBudgetStore(store);
            options.setBudgetPer(per);
            options.setApiKeyProvider(alias -> "sk-or-v1-of-" + alias);
        });
    }

    @AfterEach
    void close() {
        running.close();
    }

    private Balance balance() {
        return store.balance(new Account("paid/total/all", Instant.EPOCH, null));
    }

    private void assertBalance(String spent, String reserved) {
        assertThat(balance().spent()).isEqualByComparingTo(spent);
        assertThat(balance().reserved()).isEqualByComparingTo(reserved);
    }

    private static void eventually(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(condition::getAsBoolean);
    }

    private Ledger.Entry line() {
        assertThat(component.getLedger().entries()).hasSize(1);
        return component.getLedger().entries().get(0);
    }

    private OpenRouterException failure(String uri) {
        return (OpenRouterException) running.send(uri, "hello").getException();
    }

    /** The service does not know a generation at first, and then what it cost. */
    private AtomicInteger tellsLate(String cost) {
        AtomicInteger asked = new AtomicInteger();
        simulator.replyWith(request -> {
            if (!request.path().endsWith("/generation")) {
                return null;
            }
            return asked.incrementAndGet() < 2
                    ? Reply.json(404, "{\"error\":{\"code\":404,\"message\":\"Generation not found\"}}")
                    : Reply.json(
                            "{\"data\":{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider_name\":\"OpenAI\","
                                    + "\"total_cost\":" + cost
                                    + ",\"native_tokens_prompt\":10,\"native_tokens_completion\":20}}");
        });
        return asked;
    }

    private static ChatStream stream(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(ChatStream.class);
    }

    /** The failure of a stream, which may come before the route has it or while the route reads. */
    private static OpenRouterException cut(Exchange exchange) {
        if (exchange.getException() instanceof OpenRouterException failure) {
            return failure;
        }
        ChatStream stream = stream(exchange);
        return catchThrowableOfType(OpenRouterException.class, () -> stream.forEachRemaining(chunk -> {}));
    }

    @Test
    void an_answer_that_never_comes_stays_reserved() {
        simulator.enqueue(Reply.hang());

        assertThat(failure("paid:completion?responseTimeout=1s").getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertBalance("0", "0.30");
        assertThat(line())
                .extracting(Ledger.Entry::failed, Ledger.Entry::unknown)
                .containsExactly(1L, 1L);
    }

    @Test
    void an_answer_without_a_cost_is_looked_up() {
        AtomicInteger asked = tellsLate("0.0123");
        simulator.enqueue(Reply.json(RunningContext.ANSWER));

        assertThat(running.send("paid:completion", "hello").getException()).isNull();
        assertBalance("0", "0.30");
        eventually(() -> balance().reserved().signum() == 0);
        assertBalance("0.0123", "0");
        assertThat(asked).hasValue(2);
        assertThat(line().key().provider()).isEqualTo("OpenAI");
        assertThat(line())
                .extracting(
                        Ledger.Entry::calls, Ledger.Entry::failed, Ledger.Entry::unknown, Ledger.Entry::promptTokens)
                .containsExactly(1L, 0L, 0L, 10L);
    }

    @Test
    void a_truncated_stream_is_held_and_looked_up() {
        tellsLate("0.02");
        simulator.enqueue(Reply.sse(CHUNK)
                .header("X-Generation-Id", "gen-1")
                .thenDelay(Duration.ofMillis(100))
                .thenClose());
        OpenRouterException failure = cut(running.send("paid:streaming", "hello"));

        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        eventually(() -> balance().reserved().signum() == 0);
        assertBalance("0.02", "0");
        eventually(() -> component.getLedger().cost().signum() > 0);
        assertThat(line())
                .extracting(
                        Ledger.Entry::calls,
                        Ledger.Entry::failed,
                        Ledger.Entry::unknown,
                        Ledger.Entry::completionTokens)
                .containsExactly(1L, 1L, 0L, 20L);
    }

    @Test
    void a_stream_that_the_route_leaves_costs_what_the_service_billed() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .tokenInterval(Duration.ofMillis(50))
                .generationDelay(Duration.ofMillis(200))
                .start()) {
            component.getConfiguration().setBaseUrl(slow.baseUrl());
            ChatStream stream = stream(running.send("paid:streaming", "Write a long story"));
            stream.next();
            stream.close();

            eventually(() -> balance().reserved().signum() == 0);
            assertThat(balance().spent()).isEqualByComparingTo(slow.billed()).isPositive();
            eventually(() -> component.getLedger().cost().signum() > 0);
            assertThat(component.getLedger().cost()).isEqualByComparingTo(slow.billed());
        }
    }

    @Test
    void a_stream_that_is_cut_for_an_invalid_element_costs_what_the_service_billed_by_then() {
        AtomicInteger asked = tellsLate("0.002");
        simulator.enqueue(Reply.sse(
                        "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"[1,{\\\"a\\\":1,\\\"a\\\":2},\"}}]}\n\n")
                .thenHang());

        ElementStream stream = running.send("paid:streaming?streamElements=$&onInvalidElement=abort", "hello")
                .getMessage()
                .getBody(ElementStream.class);
        assertThat(stream.next().value()).isEqualTo(1);
        InvalidAnswerException failure = catchThrowableOfType(InvalidAnswerException.class, stream::next);

        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        eventually(() -> balance().spent().signum() > 0);
        assertBalance("0.002", "0");
        eventually(() -> line().cost() != null && line().cost().signum() > 0);
        assertThat(line().cost()).isEqualByComparingTo("0.002");
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void a_stream_that_the_service_itself_ends_with_an_error_is_free() {
        simulator.enqueue(Reply.sse(
                CHUNK,
                "data: {\"id\":\"gen-1\",\"error\":{\"code\":502,\"message\":\"the provider failed\"},\"choices\":"
                        + "[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n"));
        assertThat(cut(running.send("paid:streaming", "hello"))).isNotNull();
        eventually(() -> balance().reserved().signum() == 0);
        assertBalance("0", "0");
        assertThat(line())
                .extracting(Ledger.Entry::failed, Ledger.Entry::unknown)
                .containsExactly(1L, 0L);
    }

    @Test
    void an_edge_that_gave_up_may_have_been_billed() {
        simulator.enqueue(Reply.json(524, "{\"error\":{\"code\":524,\"message\":\"timeout\"}}"));
        assertThat(failure("paid:completion").getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertBalance("0", "0.30");
    }

    @Test
    void every_attempt_of_a_call_is_written_down() {
        simulator.enqueue(Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"busy\"}}"));
        assertThat(running.send("paid:completion?maxRetries=1", "Say hello").getException())
                .isNull();

        List<Ledger.Entry> entries = component.getLedger().entries();
        assertThat(entries.stream().mapToLong(Ledger.Entry::calls).sum()).isEqualTo(2);
        assertThat(entries.stream().mapToLong(Ledger.Entry::failed).sum()).isEqualTo(1);
        assertThat(component.getLedger().cost()).isEqualByComparingTo(simulator.billed());
        assertBalance(simulator.billed().toPlainString(), "0");
    }

    @Test
    void two_tenants_at_once_have_each_their_own_bill() throws Exception {
        OpenRouterComponent component = paid("shared", OpenRouterBudgetPer.tenant);
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String tenant = i % 2 == 0 ? "even" : "odd";
            all.add(running.template.asyncSend("shared:completion?budgetReserve=0.01", exchange -> {
                exchange.getIn().setBody("Say " + tenant);
                exchange.getIn().setHeader(OpenRouterConstants.TENANT, tenant);
                exchange.getIn().setHeader(OpenRouterConstants.KEY_ALIAS, tenant);
            }));
        }
        for (CompletableFuture<Exchange> one : all) {
            assertThat(one.get(20, TimeUnit.SECONDS).getException()).isNull();
        }

        assertThat(component.getLedger().entries())
                .extracting(entry -> entry.key().tenant(), entry -> entry.key().keyAlias(), Ledger.Entry::calls)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("even", "even", 20L),
                        org.assertj.core.groups.Tuple.tuple("odd", "odd", 20L));
        for (Ledger.Entry entry : component.getLedger().entries()) {
            Account account = new Account("shared/total/tenant=" + entry.key().tenant(), Instant.EPOCH, null);
            assertThat(store.balance(account))
                    .isEqualTo(new Balance(entry.cost(), store.balance(account).reserved()));
            assertThat(store.balance(account).reserved()).isZero();
        }
        assertThat(component.getLedger().cost()).isEqualByComparingTo(simulator.billed());
        assertThat(simulator.requests())
                .filteredOn(request -> request.path().endsWith("/chat/completions"))
                .allMatch(request -> request.header("Authorization")
                        .endsWith(request.text().contains("Say even") ? "of-even" : "of-odd"));
    }

    @Test
    void what_a_dead_process_left_is_looked_up_and_settled() throws Exception {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        BudgetStore shared = new JdbcBudgetStore(database);
        new JdbcBudgetStore(database).createSchema();
        Account account = new Account("next/total/all", Instant.EPOCH, null);
        Reservation dead = new Reservation("dead", account, new BigDecimal("0.30"), null);
        shared.reserve(dead, BigDecimal.ONE);
        shared.answering(dead, "gen-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE openrouter_reservation SET created = DATEADD('HOUR', -1, created)");
        }
        tellsLate("0.05");

        running.component("next", added -> {
            added.getConfiguration().setModel("openai/gpt-4o-mini");
            added.getConfiguration().setBudget("1.00/total");
            added.getConfiguration().setBudgetReserve("0.30");
            added.getConfiguration().setBudgetStore(new JdbcBudgetStore(database));
        });
        running.context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:next").to("next:completion");
            }
        });

        eventually(() -> shared.balance(account).reserved().signum() == 0);
        assertThat(shared.balance(account).spent()).isEqualByComparingTo("0.05");
        assertThat(simulator.requests())
                .filteredOn(request -> request.path().endsWith("/generation"))
                .allMatch(request -> ("Bearer " + RunningContext.KEY).equals(request.header("Authorization")));
        running.context.removeRoute("none");
        running.context.removeComponent("next");
        database.dispose();
    }

    @Test
    void without_a_budget_the_ledger_is_kept_and_nothing_is_looked_up() {
        OpenRouterComponent plain =
                running.component("plain", added -> added.getConfiguration().setModel("openai/gpt-4o-mini"));
        running.send("plain:completion", "Say hello", Map.of(OpenRouterConstants.TENANT, "acme"));
        simulator.enqueue(Reply.json(RunningContext.ANSWER));
        running.send("plain:completion", "hello");

        assertThat(plain.getLedger().cost()).isEqualByComparingTo(simulator.billed());
        assertThat(plain.getLedger().entries())
                .extracting(entry -> entry.key().tenant())
                .contains("acme");
        assertThat(simulator.requests()).allMatch(request -> request.method().equals("POST"));
    }

    @Test
    void stopping_forgets_no_reservation() {
        simulator.replyWith(request -> request.path().endsWith("/generation") ? Reply.json(404, "{}") : null);
        simulator.enqueue(Reply.json(RunningContext.ANSWER));
        running.send("paid:completion", "hello");
        running.context.stop();

        assertBalance("0", "0.30");
        assertThat(store.holds(Instant.now().plusSeconds(1))).hasSize(1);
    }
}
