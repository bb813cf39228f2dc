package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.store.Ledger.Entry;
import io.github.camelopenrouter.store.Ledger.Key;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerTest {
    private static final CallFacts FACTS =
            new CallFacts("asked/model", List.of(), "id", "alias", "route", "tenant", 1, 1, 1);

    private final Ledger ledger = new InMemoryLedger();

    private static Entry entry(Key key, String cost) {
        return new Entry(key, 1, 0, 0, 2, 3, new BigDecimal(cost));
    }

    private static Key key(String model) {
        return new Key(model, "P", "route", "alias", "tenant");
    }

    private void ended(CostInquiry inquiry, Result result) {
        new LedgerAdmission(ledger, new LostGenerations(), inquiry)
                .ask(FACTS)
                .join()
                .ended(result);
    }

    private static Result cut() {
        ErrorDetails details = ErrorDetails.of("cut", Outcome.PARTIAL).withAnswer(200, "gen-1", Map.of());
        return new Result(null, null, new TransportException(details, null));
    }

    @Test
    void ten_thousand_costs_are_summed_exactly() {
        Random chance = new Random(7);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < 10_000; i++) {
            BigDecimal cost = BigDecimal.valueOf(chance.nextLong(1L << 50), 10 + chance.nextInt(12));
            sum = sum.add(cost);
            ledger.add(entry(key("m" + i % 7), cost.toString()));
        }
        assertThat(ledger.cost()).isEqualByComparingTo(sum);
        assertThat(ledger.entries()).hasSize(7);
    }

    @Test
    void threads_do_not_lose_each_others_entries() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 16; i++) {
            pool.execute(() -> {
                for (int round = 0; round < 1_000; round++) {
                    ledger.add(entry(key("m" + round % 3), "0.000001"));
                }
            });
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ledger.cost()).isEqualByComparingTo("0.016");
        assertThat(ledger.entries().stream().mapToLong(Entry::calls).sum()).isEqualTo(16_000);
    }

    @Test
    void keys_beyond_a_thousand_are_summed_together() {
        for (int i = 0; i < 1_500; i++) {
            ledger.add(entry(key("m" + i), "0.01"));
        }
        assertThat(ledger.entries()).hasSize(1_001);
        assertThat(ledger.entries())
                .filteredOn(entry -> entry.key().equals(InMemoryLedger.OTHER))
                .extracting(Entry::calls)
                .containsExactly(500L);
        assertThat(ledger.cost()).isEqualByComparingTo("15");
    }

    @Test
    void a_call_is_written_down_with_who_answered() {
        Usage usage = new Usage(5L, 6L, 11L, null, null, null, new BigDecimal("0.1"), null, null);
        ended(
                null,
                new Result(new ChatResponse("g", "dated", "P", null, List.of(), usage, null, Map.of()), usage, null));

        assertThat(ledger.entries()).containsExactly(new Entry(key("dated"), 1, 0, 0, 5, 6, new BigDecimal("0.1")));
    }

    @Test
    void a_refused_call_is_written_down_as_failed_and_free() {
        ended(null, new Result(null, null, new ProviderException(ErrorDetails.of("busy", Outcome.REJECTED), null)));

        Entry entry = ledger.entries().get(0);
        assertThat(entry.key().model()).isEqualTo("asked/model");
        assertThat(entry)
                .extracting(Entry::calls, Entry::failed, Entry::unknown)
                .containsExactly(1L, 1L, 0L);
        assertThat(entry.cost()).isZero();
    }

    @Test
    void a_cut_call_is_unknown_until_the_service_tells() throws Exception {
        Pauses pauses = new Pauses();
        CostReconciler reconciler = new CostReconciler(pauses);
        CostInquiry inquiry = new CostInquiry(() -> reconciler, (id, alias) -> {
            try {
                return CompletableFuture.completedFuture(new ObjectMapper()
                        .readTree("{\"data\":{\"total_cost\":0.5,\"model\":\"m\",\"provider_name\":\"P\","
                                + "\"tokens_prompt\":7,\"tokens_completion\":8}}"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        ended(inquiry, cut());
        assertThat(ledger.entries()).extracting(Entry::unknown).containsExactly(1L);

        pauses.pass();
        assertThat(ledger.entries()).containsExactly(new Entry(key("m"), 1, 1, 0, 7, 8, new BigDecimal("0.5")));
    }

    @Test
    void without_anybody_who_asked_for_it_an_unknown_cost_stays_unknown() {
        ended(null, cut());
        assertThat(ledger.entries()).extracting(Entry::unknown).containsExactly(1L);
    }

    @Test
    void a_ledger_that_breaks_does_not_break_the_call() {
        Ledger broken = new Ledger() {
            @Override
            public void add(Entry entry) {
                throw new IllegalStateException("full");
            }

            @Override
            public List<Entry> entries() {
                return List.of();
            }
        };
        new LedgerAdmission(broken, new LostGenerations(), null)
                .ask(FACTS)
                .join()
                .ended(cut());
        assertThat(broken.cost()).isZero();
    }

    @Test
    void a_cost_that_no_call_can_have_is_unknown_whoever_says_it() throws Exception {
        Usage usage = new Usage(5L, 6L, 11L, null, null, null, new BigDecimal("1e20"), null, null);
        Pauses pauses = new Pauses();
        CostReconciler reconciler = new CostReconciler(pauses);
        CostInquiry inquiry = new CostInquiry(
                () -> reconciler,
                (id, alias) -> CompletableFuture.completedFuture(new ObjectMapper()
                        .createObjectNode()
                        .set("data", new ObjectMapper().createObjectNode().put("total_cost", "1e20"))));
        ended(
                inquiry,
                new Result(new ChatResponse("g", "m", "P", null, List.of(), usage, null, Map.of()), usage, null));
        pauses.pass();

        assertThat(ledger.cost()).isZero();
        assertThat(ledger.entries()).extracting(Entry::unknown).containsExactly(1L);
    }
}
