package io.github.camelopenrouter.internal.catalogue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.money.CostEstimate;
import io.github.camelopenrouter.internal.wire.BeyondText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** PriceList, and what follows from them for a call. */
class PricesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, CompletableFuture<JsonNode>> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private long nanos = -5;
    private final PriceList prices = new PriceList(() -> nanos);

    private CompletableFuture<JsonNode> get(String path, String keyAlias) {
        asked.add(path);
        return answers.getOrDefault(
                path,
                CompletableFuture.failedFuture(new InvalidRequestException(
                        ErrorDetails.of("not there", Outcome.REJECTED).withAnswer(404, null, Map.of()), null)));
    }

    private void endpoints(String model, String... pricing) {
        StringBuilder text = new StringBuilder("{'data':{'endpoints':[");
        for (int i = 0; i < pricing.length; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{'pricing':")
                    .append(pricing[i])
                    .append('}');
        }
        answers.put("/models/" + model + "/endpoints", CompletableFuture.completedFuture(json(text + "]}}")));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<ModelPrice> of(String model) {
        return prices.of(model, this::get, null);
    }

    private BigDecimal atMost(String model, long prompt, long completion) {
        return of(model).join().atMost(prompt, completion);
    }

    private static CallFacts facts(String model, List<String> fallbacks, int bytes, Integer maxTokens, int choices) {
        return new CallFacts(model, fallbacks, "id", null, null, null, bytes, maxTokens, choices);
    }

    private BigDecimal estimate(CallFacts facts) {
        return CostEstimate.byPrice(prices, this::get).of(facts).join();
    }

    private OpenRouterException refusal(CallFacts facts) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> estimate(facts));
        return (OpenRouterException) failure.getCause();
    }

    @Test
    void a_call_costs_at_most_what_the_dearest_provider_asks() {
        endpoints(
                "a/b",
                "{'prompt':'0.000001','completion':'0.000010','request':'0'}",
                "{'prompt':'0.000003','completion':'0.000002','request':'0.5'}");
        assertThat(atMost("a/b", 1000, 1000)).isEqualByComparingTo("0.505");
        assertThat(atMost("a/b", 0, 1_000_000)).isEqualByComparingTo("10");
    }

    @Test
    void tokens_are_taken_for_the_dearest_kind_of_token() {
        endpoints(
                "a/b",
                "{'prompt':'0.000001','input_cache_write':'0.000002','input_cache_read':'9','completion':'0.000003',"
                        + "'internal_reasoning':'0.000004','web_search':'7','discount':0.5}");
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("0.000006");
    }

    private static BeyondText beyond(long images, long sound, boolean documents, long pages, long searches) {
        return new BeyondText(100, images, sound, documents, pages, pages == 1, searches, new BigDecimal("0.007"));
    }

    private void context(String context, String pricing) {
        answers.put(
                "/models/a/b/endpoints",
                CompletableFuture.completedFuture(
                        json("{'data':{'endpoints':[{'pricing':" + pricing + context + "}]}}")));
    }

    @Test
    void images_and_sound_cost_their_own_prices_where_these_are_dearer() {
        context("", "{'prompt':'0.000001','completion':'0','image':'0.01'}");
        assertThat(of("a/b").join().atMost(1_000, 0, beyond(2, 0, false, 0, 0))).isEqualByComparingTo("0.121");
        nanos += Duration.ofDays(2).toNanos();
        context("", "{'prompt':'0.000001','completion':'0','audio':'0.00001','image_token':'0.000002'}");
        assertThat(of("a/b").join().atMost(0, 0, beyond(0, 1_000, false, 0, 0))).isEqualByComparingTo("0.01");
    }

    @Test
    void documents_fill_the_context_and_their_pages_cost_what_the_parser_takes() {
        context(",'context_length':100000", "{'prompt':'0.000001','completion':'0.00001'}");

        assertThat(of("a/b").join().atMost(1_000, 1_000, beyond(0, 0, true, 100, 0)))
                .isEqualByComparingTo("0.33");
        assertThat(of("a/b").join().atMost(200_000, 0, beyond(0, 0, true, 0, 0)))
                .isEqualByComparingTo("0.2");
    }

    @Test
    void pages_cost_nothing_where_a_model_reads_them_itself_and_no_parser_is_named() {
        String pricing = "'endpoints':[{'pricing':{'prompt':'0','completion':'0'},'context_length':1}]";
        answers.put("/models/a/b/endpoints", CompletableFuture.completedFuture(json("{'data':{" + pricing + "}}")));
        answers.put(
                "/models/a/c/endpoints",
                CompletableFuture.completedFuture(
                        json("{'data':{'architecture':{'input_modalities':['text','file']}," + pricing + "}}")));

        assertThat(of("a/b").join().atMost(0, 0, beyond(0, 0, true, 1, 0))).isEqualByComparingTo("0.0022");
        assertThat(of("a/c").join().atMost(0, 0, beyond(0, 0, true, 1, 0))).isEqualByComparingTo("0");
        assertThat(of("a/c").join().atMost(0, 0, beyond(0, 0, true, 2, 0))).isEqualByComparingTo("0.0044");
    }

    @Test
    void each_search_costs_its_fee_and_another_round_with_a_full_context() {
        context(
                ",'context_length':100000",
                "{'prompt':'0.000001','completion':'0.00001','overrides':[{'min_prompt_tokens':90000,'prompt':'0.000002'}]}");

        assertThat(of("a/b").join().atMost(10, 1_000, beyond(0, 0, false, 0, 2)))
                .isEqualByComparingTo("0.644");
    }

    @Test
    void a_context_that_nobody_tells_bounds_nothing() {
        context(",'context_length':null", "{'prompt':'0.000001','completion':'0'}");
        CallFacts facts = new CallFacts(
                "a/b", List.of(), "id", null, null, null, 10, 10L, 1, null, beyond(0, 0, true, 0, 0), null);

        assertThat(refusal(facts))
                .hasMessageContaining("does not say how long that is")
                .hasMessageContaining("budgetReserve");
    }

    @Test
    void prices_for_long_prompts_count_for_long_prompts() {
        endpoints(
                "a/b",
                "{'prompt':'0.000001','completion':'0.000001','overrides':[{'min_prompt_tokens':200000,"
                        + "'prompt':'0.000002'},{'utc_start':'16:00','utc_end':'20:00','completion':'0.000005'}]}");
        assertThat(atMost("a/b", 199_999, 1)).isEqualByComparingTo("0.200004");
        assertThat(atMost("a/b", 200_000, 1)).isEqualByComparingTo("0.400001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'prompt':'-1','completion':'-1'}",
                "{'prompt':'0.1'}",
                "{'prompt':'a','completion':'0'}",
                "{'prompt':'0','completion':'0','request':'-1'}",
                "{'prompt':'0','completion':'0','request':1e30000000}",
                "{'prompt':'1e30000000','completion':'0'}",
                "{'prompt':'0','completion':'1e-99999999999'}",
                "{}"
            })
    void a_price_that_is_not_fixed_is_unknown(String pricing) {
        endpoints("a/b", "{'prompt':'0','completion':'0'}", pricing);
        assertThat(of("a/b").join().known()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b:nitro, a/b",
        "a/b:free:floor:exacto, a/b:free",
        "a/b:online, a/b",
        "a/b:thinking, a/b:thinking",
        "~a/b-latest, ~a/b-latest"
    })
    void variants_that_route_cost_what_the_model_costs(String name, String asksFor) {
        of(name).join();
        assertThat(asked.get(0)).isEqualTo("/models/" + asksFor + "/endpoints");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@preset/x", "a/b@preset/x", "../../key", "a/..", "a", "a/b/c", "a/b?x=1", "a/b#c", "", "a b/c"})
    void what_is_no_name_of_a_model_is_not_asked_for(String name) {
        assertThat(of(name).join().known()).isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void a_model_without_endpoints_of_its_own_may_be_in_the_list() {
        answers.put(
                "/models",
                CompletableFuture.completedFuture(json("{'data':[{'id':'a/c','canonical_slug':'a/c-2026',"
                        + "'pricing':{'prompt':'0.1','completion':'0.2'}}]}")));
        assertThat(atMost("a/c", 1, 1)).isEqualByComparingTo("0.3");
        assertThat(atMost("a/c-2026", 1, 1)).isEqualByComparingTo("0.3");
        assertThat(of("a/d").join().known()).isFalse();
    }

    @Test
    void a_price_is_asked_for_once_in_an_hour_and_calls_do_not_wait_for_the_next() {
        endpoints("a/b", "{'prompt':'1','completion':'0'}");
        atMost("a/b", 1, 1);
        nanos += Duration.ofMinutes(59).toNanos();
        atMost("a/b", 1, 1);
        assertThat(asked).hasSize(1);

        CompletableFuture<JsonNode> next = new CompletableFuture<>();
        answers.put("/models/a/b/endpoints", next);
        nanos += Duration.ofMinutes(2).toNanos();
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
        assertThat(asked).hasSize(2);
        next.complete(json("{'data':{'endpoints':[{'pricing':{'prompt':'2','completion':'0'}}]}}"));
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("2");
    }

    @Test
    void all_that_wait_for_a_price_share_one_request() {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put("/models/a/b/endpoints", answer);
        CompletableFuture<ModelPrice> one = of("a/b");
        CompletableFuture<ModelPrice> two = of("a/b:nitro");
        assertThat(asked).hasSize(1);
        assertThat(one).isNotDone();
        answer.complete(json("{'data':{'endpoints':[{'pricing':{'prompt':'1','completion':'0'}}]}}"));
        assertThat(one.join()).isEqualTo(two.join());
    }

    @Test
    void an_old_price_counts_for_a_day_while_the_service_does_not_answer() {
        endpoints("a/b", "{'prompt':'1','completion':'0'}");
        atMost("a/b", 1, 1);
        answers.put("/models/a/b/endpoints", CompletableFuture.failedFuture(new IllegalStateException("down")));

        nanos += Duration.ofHours(23).toNanos();
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
        assertThat(asked).as("it is not asked by every call").hasSize(2);
        nanos += Duration.ofHours(2).toNanos();
        assertThat(of("a/b")).isCompletedExceptionally();
    }

    @Test
    void the_estimate_takes_bytes_for_tokens_and_every_answer_for_the_longest() {
        endpoints("a/b", "{'prompt':'0.000001','completion':'0.000002','request':'0.01'}");
        assertThat(estimate(facts("a/b", List.of(), 500, 1000, 3))).isEqualByComparingTo("0.0165");
        assertThat(estimate(facts("a/b", List.of(), 500, 1000, -3))).isEqualByComparingTo("0.0125");
        assertThat(estimate(facts("a/b", List.of(), Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .isGreaterThan(new BigDecimal("9e12"));
    }

    @Test
    void the_estimate_is_that_of_the_dearest_fallback() {
        endpoints("a/cheap", "{'prompt':'0','completion':'0.000001'}");
        endpoints("a/dear", "{'prompt':'0','completion':'0.000009'}");
        assertThat(estimate(facts("a/cheap", List.of("a/dear", "a/cheap"), 1, 1000, 1)))
                .isEqualByComparingTo("0.009");
    }

    @Test
    void without_a_positive_number_of_tokens_there_is_no_estimate() {
        endpoints("a/b", "{'prompt':'0','completion':'1'}");
        for (Integer none : new Integer[] {null, 0, -1_000_000}) {
            assertThat(refusal(facts("a/b", List.of(), 1, none, 1)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("maxTokens")
                    .hasMessageContaining("budgetReserve");
        }
    }

    @Test
    void one_fallback_without_a_price_is_enough_for_there_to_be_no_estimate() {
        endpoints("a/b", "{'prompt':'0','completion':'1'}");
        answers.put(
                "/models",
                CompletableFuture.completedFuture(
                        json("{'data':[{'id':'openrouter/auto','pricing':" + "{'prompt':'-1','completion':'-1'}}]}")));
        assertThat(refusal(facts("a/b", List.of("openrouter/auto"), 1, 1, 1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("openrouter/auto")
                .hasMessageContaining("budgetReserve");
        assertThat(refusal(facts(null, List.of(), 1, 1, 1))).hasMessageContaining("no model");
    }

    @Test
    void a_catalogue_that_cannot_be_reached_is_worth_another_try() {
        answers.put("/models/a/b/endpoints", CompletableFuture.failedFuture(new IllegalStateException("down")));
        OpenRouterException failure = refusal(facts("a/b", List.of(), 1, 1, 1));
        assertThat(failure).isInstanceOf(NotAdmittedException.class).hasMessageContaining("budgetReserve");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
    }

    private static CompletableFuture<JsonNode> refused() {
        return CompletableFuture.failedFuture(new AuthenticationException(
                ErrorDetails.of("no such key", Outcome.REJECTED).withAnswer(401, null, Map.of()), null));
    }

    @Test
    void a_key_that_is_refused_spoils_the_prices_of_nobody_else() {
        endpoints("a/b", "{'prompt':'1','completion':'0'}");
        List<String> revoked = new ArrayList<>();
        PriceList.Catalogue bad = (path, alias) -> {
            revoked.add(path);
            return refused();
        };
        assertThat(prices.of("a/b", bad, null)).isCompletedExceptionally();
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
        assertThat(prices.of("a/b", bad, null).join().atMost(1, 1)).isEqualByComparingTo("1");

        nanos += Duration.ofHours(2).toNanos();
        prices.of("a/b", bad, null).join();
        prices.of("a/b", bad, null).join();
        assertThat(revoked).as("a refused key waits before it asks again").hasSize(2);
        endpoints("a/b", "{'prompt':'2','completion':'0'}");
        atMost("a/b", 1, 1);
        assertThat(atMost("a/b", 1, 1)).as("another one does not").isEqualByComparingTo("2");
    }

    @Test
    void who_waited_for_the_answer_to_a_key_that_is_refused_asks_with_the_own_key() {
        endpoints("a/b", "{'prompt':'1','completion':'0'}");
        CompletableFuture<JsonNode> late = new CompletableFuture<>();
        PriceList.Catalogue bad = (path, alias) -> late;
        CompletableFuture<ModelPrice> one = prices.of("a/b", bad, "x");
        CompletableFuture<ModelPrice> same = prices.of("a/b", bad, "x");
        CompletableFuture<ModelPrice> other = of("a/b");
        assertThat(other).isNotDone();

        late.completeExceptionally(refused().handle((json, why) -> why).join());

        assertThat(other).isCompleted();
        assertThat(one).isCompletedExceptionally();
        assertThat(same).isCompletedExceptionally();
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "throws", "error", "odd"})
    void a_catalogue_that_does_what_it_likes_is_a_failure_and_the_next_call_asks_again(String how) {
        PriceList.Catalogue odd = (path, alias) -> switch (how) {
            case "null" -> null;
            case "throws" -> throw new IllegalStateException("odd");
            case "error" -> throw new AssertionError("odd");
            default -> CompletableFuture.completedFuture(null);
        };
        for (int i = 0; i < 2; i++) {
            assertThat(prices.of("a/b", odd, null)).isCompletedExceptionally();
        }
        endpoints("a/b", "{'prompt':'1','completion':'0'}");
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30000000", "1e99999999999", "1001", "-1e-9"})
    void a_price_beyond_all_bounds_is_unknown_and_costs_no_time(String price) {
        for (String pricing : List.of(
                "{'prompt':'" + price + "','completion':'0'}",
                "{'prompt':" + price + ",'completion':'0'}",
                "{'prompt':'0','completion':'0','overrides':[{'prompt':'" + price + "'}]}")) {
            if (price.equals("1e99999999999") && pricing.contains(":" + price)) {
                // no reader of JSON makes a number of that
                continue;
            }
            nanos += Duration.ofHours(30).toNanos();
            endpoints("a/b", pricing);
            assertThat(of("a/b").join().known()).as(pricing).isFalse();
        }
        nanos += Duration.ofHours(30).toNanos();
        endpoints("a/b", "{'prompt':'0','completion':'0','overrides':[{'min_prompt_tokens':1e30000000,'prompt':'1'}]}");
        assertThat(atMost("a/b", 1, 1)).isEqualByComparingTo("1");
    }

    @Test
    void a_model_that_is_not_in_the_catalogue_is_told_as_such_and_not_as_a_missing_price() {
        answers.put(
                "/models",
                CompletableFuture.completedFuture(
                        json("{'data':[{'id':'a/c','pricing':{'prompt':'0.1','completion':'0.2'}}]}")));
        for (String name : List.of("a/typo", "gpt-4", "a b/c", "a/" + "x".repeat(500))) {
            OpenRouterException failure = refusal(facts(name, List.of(), 1, 1, 1));
            assertThat(failure)
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("option model")
                    .hasMessageNotContaining("price");
            assertThat(failure.getErrorType()).isEqualTo("model_not_found");
            assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        }
        assertThat(refusal(facts("a/c:odd", List.of(), 1, 1, 1))).hasMessageContaining("no fixed price");
        assertThat(refusal(facts("a/c@preset/x", List.of(), 1, 1, 1))).hasMessageContaining("no fixed price");
    }

    @Test
    void a_service_without_a_list_may_have_any_model() {
        assertThat(refusal(facts("a/b", List.of(), 1, 1, 1))).hasMessageContaining("no fixed price");
    }

    @Test
    void a_thousand_fallbacks_are_not_asked_for() {
        assertThat(refusal(facts("a/b", Collections.nCopies(1_000, "a/c"), 1, 1, 1)))
                .hasMessageContaining("at most 50 models");
        assertThat(asked).isEmpty();
    }
}
