package io.github.camelopenrouter.internal.money;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.BudgetStore.Balance;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What happens to reserved money, by how a call ends and when. */
class BudgetAdmissionTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T23:59:00Z"));
    private final Pauses pauses = new Pauses();
    private final Broken store = new Broken();
    private CompletableFuture<JsonNode> generation = new CompletableFuture<>();
    private String asked;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };

    /** In this JVM, and out of order where the test says so. */
    private static final class Broken implements BudgetStore {
        private final InMemoryBudgetStore store = new InMemoryBudgetStore();
        private boolean down;
        private Throwable afterReserving;

        private void check() {
            if (down) {
                throw new IllegalStateException("no database");
            }
        }

        @Override
        public boolean reserve(Reservation reservation, BigDecimal limit) {
            check();
            boolean reserved = store.reserve(reservation, limit);
            if (afterReserving != null) {
                BudgetAdmissionTest.<RuntimeException>raise(afterReserving);
            }
            return reserved;
        }

        @Override
        public void settle(Reservation reservation, BigDecimal cost) {
            check();
            store.settle(reservation, cost);
        }

        @Override
        public void hold(Reservation reservation, String generationId) {
            check();
            store.hold(reservation, generationId);
        }

        @Override
        public List<Hold> holds(Instant before) {
            return store.holds(before);
        }

        @Override
        public Balance balance(Account account) {
            return store.balance(account);
        }
    }

    private final BudgetAccounts accounts = new BudgetAccounts(
            "test",
            Budget.parse("1/day"),
            OpenRouterBudgetPer.tenant,
            new BudgetTeller(store, Runnable::run, pauses::later),
            clock);

    private BudgetAdmission admission(String reserve) {
        CostReconciler reconciler = new CostReconciler(pauses);
        CostInquiry inquiry = new CostInquiry(() -> reconciler, (id, alias) -> {
            asked = id + " of " + alias;
            return generation;
        });
        return new BudgetAdmission(accounts, CostEstimate.fixed(new BigDecimal(reserve)), inquiry, false);
    }

    private static CallFacts facts(String tenant) {
        return new CallFacts("a/b", List.of(), "id", "alias", "route", tenant, 1, 1, 1);
    }

    private Permit ask(String reserve) {
        return admission(reserve).ask(facts("t")).join();
    }

    private String balance() {
        Balance balance =
                accounts.balances().getOrDefault("test/day/tenant=t", new Balance(BigDecimal.ZERO, BigDecimal.ZERO));
        return balance.spent().toPlainString() + " spent, " + balance.reserved().toPlainString() + " reserved";
    }

    private static Usage cost(String cost) {
        return new Usage(1L, 1L, 2L, null, null, null, cost == null ? null : new BigDecimal(cost), null, null);
    }

    private static Result good(String cost) {
        return new Result(
                new ChatResponse("gen-1", "m", "P", null, List.of(), cost(cost), null, Map.of()), cost(cost), null);
    }

    private static ErrorDetails details(Outcome outcome) {
        return ErrorDetails.of("failed", outcome).withAnswer(200, "gen-1", Map.of());
    }

    private static Result failed(OpenRouterException failure, String cost) {
        return new Result(null, cost == null ? null : cost(cost), failure);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of("a cost settles", good("0.123"), "0.123 spent, 0.0 reserved"),
                Arguments.of("no cost holds", good(null), "0 spent, 0.5 reserved"),
                Arguments.of(
                        "what was not sent is free",
                        failed(new TransportException(details(Outcome.NOT_SENT), null), null),
                        "0 spent, 0 reserved"),
                Arguments.of(
                        "what was refused is free",
                        failed(new ProviderException(details(Outcome.REJECTED), null), null),
                        "0 spent, 0 reserved"),
                Arguments.of(
                        "what the service gave up in mid-stream is free",
                        failed(new ProviderException(details(Outcome.PARTIAL), null), null),
                        "0 spent, 0 reserved"),
                Arguments.of(
                        "unless it says what it cost",
                        failed(new ProviderException(details(Outcome.PARTIAL), null), "0.2"),
                        "0.2 spent, 0.0 reserved"),
                Arguments.of(
                        "what was cut holds",
                        failed(new TransportException(details(Outcome.PARTIAL), null), null),
                        "0 spent, 0.5 reserved"),
                Arguments.of(
                        "whatever it had said of its cost by then",
                        failed(new TransportException(details(Outcome.PARTIAL), null), "0.3"),
                        "0 spent, 0.5 reserved"),
                Arguments.of(
                        "a 0 before a cut stands for not yet",
                        failed(new TransportException(details(Outcome.PARTIAL), null), "0"),
                        "0 spent, 0.5 reserved"),
                Arguments.of("more than was reserved may be true", good("0.7"), "0.7 spent, 0.0 reserved"),
                Arguments.of("more than can be is not believed", good("501"), "0 spent, 0.5 reserved"),
                Arguments.of(
                        "an edge that gave up holds",
                        failed(new ProviderException(details(Outcome.UNKNOWN), null), null),
                        "0 spent, 0.5 reserved"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void the_end_of_a_call_decides_what_becomes_of_its_money(String what, Result end, String balance) {
        ask("0.5").ended(end);
        assertThat(balance()).isEqualTo(balance);
    }

    @Test
    void what_is_held_is_settled_once_the_service_tells_its_cost() throws Exception {
        ask("0.5").ended(good(null));
        pauses.pass();
        assertThat(asked).isEqualTo("gen-1 of alias");

        generation.complete(new ObjectMapper().readTree("{\"data\":{\"total_cost\":0.25}}"));
        assertThat(balance()).isEqualTo("0.25 spent, 0.0 reserved");
    }

    @Test
    void the_generation_is_known_from_the_head_of_the_answer() {
        Permit permit = ask("0.5");
        permit.answering("gen-head");
        permit.ended(failed(new TransportException(ErrorDetails.of("cut", Outcome.UNKNOWN), null), null));
        pauses.pass();
        assertThat(asked).isEqualTo("gen-head of alias");
    }

    @Test
    void a_call_that_runs_while_the_period_turns_is_settled_where_it_was_reserved() {
        Permit permit = ask("1");
        now.set(Instant.parse("2026-11-24T00:00:00Z"));
        Permit next = ask("1");
        permit.ended(good("0.9"));

        assertThat(balance()).isEqualTo("0 spent, 1 reserved");
        next.ended(good("0.4"));
        assertThat(balance()).isEqualTo("0.4 spent, 0 reserved");
    }

    @Test
    void a_refusal_tells_when_there_is_money_again() {
        ask("0.6");
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> ask("0.6"));

        assertThat(failure).hasCauseInstanceOf(BudgetExceededException.class);
        BudgetExceededException exceeded = (BudgetExceededException) failure.getCause();
        assertThat(exceeded.getResetsAt()).isEqualTo("2026-11-24T00:00:00Z");
        assertThat(exceeded.with(exceeded.details().withErrorType("x")))
                .isInstanceOfSatisfying(
                        BudgetExceededException.class,
                        copy -> assertThat(copy.getResetsAt()).isEqualTo(exceeded.getResetsAt()));
    }

    @Test
    void a_permit_that_nobody_waits_for_gives_its_money_back() {
        CompletableFuture<BigDecimal> amount = new CompletableFuture<>();
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        BudgetAdmission admission = new BudgetAdmission(
                new BudgetAccounts(
                        "test",
                        Budget.parse("1/day"),
                        OpenRouterBudgetPer.tenant,
                        new BudgetTeller(store, task -> slow.thenRun(task), pauses::later),
                        clock),
                facts -> amount,
                new CostInquiry(() -> null, null),
                false);
        CompletableFuture<Permit> asked = admission.ask(facts("t"));
        amount.complete(BigDecimal.ONE);
        asked.cancel(false);
        slow.complete(true);

        ask("1").ended(good("0"));
        assertThat(balance()).isEqualTo("0 spent, 0 reserved");
    }

    @Test
    void a_store_that_is_down_for_a_while_is_told_later() {
        Permit permit = ask("0.5");
        store.down = true;
        permit.ended(good("0.1"));
        pauses.pass();
        assertThat(balance()).isEqualTo("0 spent, 0.5 reserved");
        store.down = false;
        pauses.pass();

        assertThat(balance()).isEqualTo("0.1 spent, 0.0 reserved");
        assertThat(pauses.lengths()).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(pauses.pass()).isFalse();
    }

    @Test
    void a_store_that_stays_down_is_given_up() {
        Permit permit = ask("0.5");
        store.down = true;
        permit.ended(good("0.1"));
        int passed = 0;
        while (pauses.pass()) {
            passed++;
        }
        assertThat(passed).isBetween(60, 80);
    }

    @Test
    void names_that_no_database_can_keep_are_kept_by_their_hash() {
        for (String tenant : List.of("x".repeat(300), "a\u0000b", "\uD83D\uDE00")) {
            admission("0.1").ask(facts(tenant)).join();
        }
        admission("0.1").ask(facts("")).join();
        admission("0.1").ask(facts(null)).join();
        assertThat(accounts.balances().keySet())
                .hasSize(5)
                .contains("test/day/tenant=", "test/day/tenant")
                .allMatch(name -> name.length() <= 255 && name.indexOf('\u0000') < 0);
    }

    @Test
    void a_cost_that_nobody_believes_is_settled_when_the_service_says_it_again_and_never_when_it_is_absurd()
            throws Exception {
        ask("0.5").ended(good("501"));
        pauses.pass();
        generation.complete(new ObjectMapper().readTree("{\"data\":{\"total_cost\":501}}"));
        assertThat(balance()).isEqualTo("501 spent, 0.0 reserved");
    }

    @Test
    void a_lookup_that_tells_an_absurd_cost_settles_nothing() throws Exception {
        ask("0.5").ended(good(null));
        pauses.pass();
        generation.complete(new ObjectMapper().readTree("{\"data\":{\"total_cost\":999999999}}"));
        assertThat(balance()).isEqualTo("0 spent, 0.5 reserved");
    }

    @Test
    void a_store_that_hangs_refuses_after_a_while_and_keeps_nothing_that_it_reserves_later() {
        List<Runnable> hanging = new ArrayList<>();
        BudgetAdmission admission = new BudgetAdmission(
                new BudgetAccounts(
                        "test",
                        Budget.parse("1/day"),
                        OpenRouterBudgetPer.tenant,
                        new BudgetTeller(store, hanging::add, pauses::later),
                        clock),
                CostEstimate.fixed(BigDecimal.ONE),
                new CostInquiry(() -> null, null),
                false);
        CompletableFuture<Permit> asked = admission.ask(facts("t"));
        assertThat(pauses.lengths()).containsExactly(Duration.ofSeconds(30));

        pauses.pass();

        assertThat(asked).isCompletedExceptionally();
        assertThat(asked.handle((permit, why) -> ((OpenRouterException) why).getErrorType()))
                .isCompletedWithValue("budget_unavailable");
        hanging.forEach(Runnable::run);
        assertThat(balance()).isEqualTo("0 spent, 0 reserved");
    }

    @Test
    void a_store_that_throws_an_error_or_has_no_thread_left_refuses() {
        for (Executor executor : List.<Executor>of(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    throw new AssertionError("odd");
                })) {
            BudgetAdmission admission = new BudgetAdmission(
                    new BudgetAccounts(
                            "test",
                            Budget.parse("1/day"),
                            OpenRouterBudgetPer.tenant,
                            new BudgetTeller(store, executor, pauses::later),
                            clock),
                    CostEstimate.fixed(BigDecimal.ONE),
                    new CostInquiry(() -> null, null),
                    false);
            assertThat(admission.ask(facts("t"))).isCompletedExceptionally();
        }
    }

    static List<Throwable> afterReserving() {
        return List.of(
                new StoreException("the connection broke at the commit", true, null),
                new IOException("of a bean that declares nothing"),
                new OutOfMemoryError("says the test"));
    }

    @ParameterizedTest
    @MethodSource("afterReserving")
    void what_a_store_reserved_that_failed_all_the_same_is_given_back(Throwable thrown) {
        store.afterReserving = thrown;

        assertThat(admission("0.5").ask(facts("t"))).isCompletedExceptionally();

        assertThat(balance()).isEqualTo("0 spent, 0.5 reserved");
        pauses.pass();
        assertThat(balance()).isEqualTo("0 spent, 0 reserved");
        assertThat(pauses.pass()).isFalse();
    }

    @Test
    void an_outage_leaves_no_more_than_a_hundred_to_be_taken_back() {
        store.down = true;
        for (int i = 0; i < 1_000; i++) {
            assertThat(admission("0.5").ask(facts("t"))).isCompletedExceptionally();
        }
        assertThat(pauses.lengths()).hasSize(100);

        store.down = false;
        pauses.pass();
        store.down = true;
        admission("0.5").ask(facts("t"));

        assertThat(pauses.lengths()).hasSize(101);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable fault) throws E {
        throw (E) fault;
    }

    @Test
    void an_absurd_cost_of_what_an_earlier_process_left_settles_nothing() throws Exception {
        CostReconciler reconciler = new CostReconciler(pauses);
        ask("0.5");
        BudgetStore.Account account = accounts.account(facts("t"));
        BudgetStore.Reservation left = new BudgetStore.Reservation("left", account, new BigDecimal("0.1"), null);
        store.reserve(left, BigDecimal.ONE);
        new CostInquiry(() -> reconciler, (id, alias) -> generation)
                .settle(accounts.teller(), new BudgetStore.Hold(left, "gen-9", now.get()));
        pauses.pass();
        generation.complete(new ObjectMapper().readTree("{\"data\":{\"total_cost\":1e20}}"));

        assertThat(balance()).isEqualTo("0 spent, 0.6 reserved");
    }

    @Test
    void what_a_slow_store_reserves_is_heard_although_the_timer_throws() {
        List<Runnable> hanging = new ArrayList<>();
        BudgetTeller teller = new BudgetTeller(store, hanging::add, (task, pause) -> {
            throw new AssertionError("odd");
        });
        BudgetAdmission admission = new BudgetAdmission(
                new BudgetAccounts("test", Budget.parse("1/day"), OpenRouterBudgetPer.tenant, teller, clock),
                CostEstimate.fixed(BigDecimal.ONE),
                new CostInquiry(() -> null, null),
                false);
        CompletableFuture<Permit> asked = admission.ask(facts("t"));
        hanging.forEach(Runnable::run);

        assertThat(asked).isCompleted();
    }
}
