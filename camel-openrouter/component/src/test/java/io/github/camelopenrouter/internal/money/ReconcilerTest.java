package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.internal.wire.Told;

import static org.assertj.core.api.Assertions.assertThat;

class ReconcilerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pauses pauses = new Pauses();
    private final CostReconciler reconciler = new CostReconciler(pauses);
    private final List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    private CompletableFuture<JsonNode> lookup(String id, String keyAlias) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    private void ask(String id) {
        reconciler.ask(id, "alias", this::lookup, told::add);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private void missing() {
        asked.get(asked.size() - 1)
                .completeExceptionally(
                        new InvalidRequestException(ErrorDetails.notSent("not found", "not_found"), null));
    }

    @Test
    void the_cost_is_told_once_the_service_knows_it() throws Exception {
        ask("gen-1");
        assertThat(asked).isEmpty();

        pauses.pass();
        missing();
        pauses.pass();
        asked.get(1).complete(json("{'data':{'total_cost':null}}"));
        pauses.pass();
        asked.get(2)
                .complete(json("{'data':{'total_cost':1.5e-05,'model':'m','provider_name':'P','tokens_prompt':9,"
                        + "'native_tokens_prompt':7,'tokens_completion':3}}"));

        assertThat(told).hasSize(1);
        assertThat(told.get(0).cost()).isEqualByComparingTo("0.000015");
        assertThat(told.get(0))
                .extracting(Told::model, Told::provider, Told::promptTokens, Told::completionTokens)
                .containsExactly("m", "P", 7L, 3L);
        assertThat(reconciler.asks("gen-1")).isFalse();
        assertThat(pauses.pass()).isFalse();
    }

    @Test
    void pauses_grow_and_have_an_end() {
        ask("gen-1");
        while (pauses.pass()) {
            missing();
        }
        assertThat(pauses.lengths()).startsWith(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(pauses.lengths()).endsWith(Duration.ofMinutes(1));
        assertThat(pauses.together()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
        assertThat(told).isEmpty();
        assertThat(reconciler.asks("gen-1")).isFalse();
    }

    @Test
    void whoever_waits_for_the_same_generation_shares_the_question() throws Exception {
        ask("gen-1");
        ask("gen-1");
        pauses.pass();
        assertThat(asked).hasSize(1);
        asked.get(0).complete(json("{'data':{'total_cost':0}}"));
        assertThat(told).hasSize(2);
    }

    @Test
    void only_a_few_are_asked_at_a_time() throws Exception {
        for (int i = 0; i < 20; i++) {
            ask("gen-" + i);
        }
        pauses.pass();
        assertThat(asked).hasSize(8);
        for (int i = 0; i < asked.size(); i++) {
            asked.get(i).complete(json("{'data':{'total_cost':'0.5'}}"));
        }
        assertThat(told).hasSize(20);
    }

    @Test
    void a_lookup_that_breaks_is_tried_again() throws Exception {
        reconciler.ask(
                "gen-1",
                null,
                (id, alias) -> {
                    if (asked.isEmpty()) {
                        asked.add(null);
                        throw new IllegalStateException("stopped");
                    }
                    return lookup(id, alias);
                },
                told::add);
        pauses.pass();
        pauses.pass();
        asked.get(1).complete(json("{'data':{'total_cost':1}}"));
        assertThat(told).hasSize(1);
    }

    @Test
    void a_closed_one_asks_nothing() {
        ask("gen-1");
        reconciler.close();
        pauses.pass();
        ask("gen-2");
        assertThat(asked).isEmpty();
        assertThat(pauses.pass()).isFalse();
    }

    @Test
    void a_timer_that_has_ended_is_no_failure() {
        pauses.shutdownNow();
        ask("gen-1");
        assertThat(reconciler.asks("gen-1")).isFalse();
    }

    @Test
    void lookups_and_listeners_that_throw_whatever_they_like_hold_up_nobody_else() throws Exception {
        List<Told> others = new ArrayList<>();
        reconciler.ask(
                "gen-error",
                null,
                (id, alias) -> {
                    throw new AssertionError("odd");
                },
                told::add);
        reconciler.ask("gen-null", null, (id, alias) -> null, told::add);
        for (int i = 0; i < 20; i++) {
            reconciler.ask("gen-" + i, null, this::lookup, told -> {
                throw new AssertionError("odd");
            });
            reconciler.ask("gen-" + i, null, this::lookup, others::add);
        }
        pauses.pass();
        for (int i = 0; i < asked.size(); i++) {
            asked.get(i).complete(json("{'data':{'total_cost':1}}"));
        }

        assertThat(others).hasSize(20);
        assertThat(reconciler.questions()).isEqualTo(2);
    }

    @Test
    void ten_thousand_lookups_that_fail_at_once_need_no_deep_stack() {
        for (int i = 0; i < 10_000; i++) {
            reconciler.ask(
                    "gen-" + i,
                    null,
                    (id, alias) -> {
                        throw new IllegalStateException("stopped");
                    },
                    told::add);
        }
        while (pauses.pass()) {
            assertThat(told).isEmpty();
        }
        assertThat(reconciler.questions()).isZero();
    }

    @Test
    void what_an_earlier_process_left_is_asked_for_with_the_keys_of_all() throws Exception {
        List<String> keys = new ArrayList<>();
        List<CostInquiry> inquiries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "key " + i;
            JsonNode paid = json("{'data':{'total_cost':2}}");
            inquiries.add(new CostInquiry(() -> reconciler, (id, alias) -> {
                keys.add(key);
                if (key.equals("key 3")) {
                    throw new IllegalStateException("no such alias");
                }
                return key.equals("key 17")
                        ? CompletableFuture.completedFuture(paid)
                        : CompletableFuture.failedFuture(
                                new InvalidRequestException(ErrorDetails.notSent("not found", "not_found"), null));
            }));
        }
        CostInquiry.any(inquiries).ask("gen-1", "alias", told::add);
        while (pauses.pass()) {
            assertThat(keys).isNotEmpty();
        }

        assertThat(told).hasSize(1);
        assertThat(keys).contains("key 0", "key 3", "key 17");
    }
}
