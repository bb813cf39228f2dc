package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import static io.github.camelopenrouter.simulator.service.VirtualService.HELLO;
import static io.github.camelopenrouter.simulator.service.VirtualService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How an account refuses, and what {@code GET /key} and {@code GET /credits} say about it. */
class AccountTest {

    private static final BigDecimal TINY = new BigDecimal("0.00000001");
    private static final String FREE =
            HELLO.replace("{\"messages\"", "{\"model\":\"meta-llama/llama-3.3-70b-instruct:free\",\"messages\"");

    private final VirtualService virtual = new VirtualService(ServiceSettings.PROMPT);
    private Account account;

    @BeforeEach
    void findTheAccount() {
        account = virtual.service.account("key"); // at noon on a Saturday, the last day of January
    }

    @Test
    void an_account_without_credits_is_told_so() {
        account.credits(BigDecimal.ZERO);
        JsonNode error = refused(HELLO, 402);
        assertThat(error.path("message").asText()).startsWith("Insufficient credits");
        assertThat(error.at("/metadata/limit_source").asText()).isEqualTo("openrouter_credits");
        assertThat(error.at("/metadata/error_type").asText()).isEqualTo("payment_required");
        assertThat(virtual.take(FREE).status()).isEqualTo(200);
    }

    @Test
    void what_max_tokens_may_cost_has_to_be_there() {
        account.credits(new BigDecimal("0.0001"));
        JsonNode error = refused(HELLO, 402);
        assertThat(error.path("message").asText())
                .contains("You requested up to 16384 tokens, but can only afford 165");
        assertThat(virtual.take(HELLO.replace("{\"messages\"", "{\"max_tokens\":165,\"messages\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void credits_are_used_up() {
        account.credits(new BigDecimal("0.02"));
        virtual.take(HELLO);
        JsonNode credits = json(virtual.get("/credits")).path("data");
        assertThat(credits.path("total_credits").decimalValue()).isEqualByComparingTo("0.02");
        assertThat(credits.path("total_usage").decimalValue())
                .isPositive()
                .isEqualByComparingTo(virtual.service.billed());
    }

    @Test
    void a_key_that_spent_its_limit_is_refused_until_the_next_day() {
        account.limit(TINY, "daily");
        virtual.take(HELLO);
        JsonNode metadata = refused(HELLO, 403).path("metadata");
        assertThat(metadata.path("limit_source").asText()).isEqualTo("openrouter_key_limit");
        assertThat(metadata.path("limit_usd").decimalValue()).isEqualByComparingTo(TINY);
        assertThat(metadata.path("spend_usd").decimalValue()).isEqualByComparingTo(virtual.service.billed());
        assertThat(metadata.path("resets_at").asText()).isEqualTo("2026-02-01T00:00:00Z");
        JsonNode key = json(virtual.get("/key")).path("data");
        assertThat(key.path("limit").decimalValue()).isEqualByComparingTo(TINY);
        assertThat(key.path("limit_remaining").decimalValue()).isZero();
        assertThat(key.path("limit_reset").asText()).isEqualTo("daily");

        virtual.pass(Duration.ofHours(12));

        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
    }

    @Test
    void a_week_begins_on_monday_and_a_month_on_its_first_day() {
        virtual.take(HELLO);
        account.limit(TINY, "weekly");
        virtual.pass(Duration.ofDays(1));
        assertThat(resetsAt()).isEqualTo("2026-02-02T00:00:00Z");
        account.limit(TINY, "monthly");
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
        assertThat(resetsAt()).isEqualTo("2026-03-01T00:00:00Z");
        JsonNode key = json(virtual.get("/key")).path("data");
        assertThat(key.path("usage_monthly").decimalValue())
                .isLessThan(key.path("usage_weekly").decimalValue());
    }

    @Test
    void a_limit_that_is_never_reset_says_so() {
        account.limit(BigDecimal.ZERO, null);
        assertThat(refused(HELLO, 403).at("/metadata/resets_at").isNull()).isTrue();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> account.limit(TINY, "hourly"));
    }

    @Test
    void a_revoked_key_is_a_key_no_more() {
        account.revoked(true);
        assertThat(refused(HELLO, 401).path("message").asText()).isEqualTo("User not found.");
        assertThat(virtual.get("/key").status()).isEqualTo(401);
        assertThat(virtual.take(HELLO, "Authorization", "Bearer other").status())
                .isEqualTo(200);
        account.revoked(false);
        assertThat(virtual.get("/key").status()).isEqualTo(200);
    }

    @Test
    void the_free_tier_ends_at_its_daily_number_and_begins_anew_at_midnight() {
        account.freeRequestsPerDay(1);
        virtual.take(FREE);
        ServiceAnswer answer = virtual.ask(FREE);
        assertThat(answer.status()).isEqualTo(429);
        String midnight = String.valueOf(Instant.parse("2026-02-01T00:00:00Z").toEpochMilli());
        assertThat(answer.headers())
                .containsEntry("X-RateLimit-Limit", "1")
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("X-RateLimit-Reset", midnight)
                .doesNotContainKey("Retry-After");
        JsonNode error = json(answer).path("error");
        assertThat(error.path("message").asText()).startsWith("Rate limit exceeded: free-models-per-day");
        assertThat(error.at("/metadata/limit_source").asText()).isEqualTo("openrouter_free_tier_daily");
        assertThat(error.at("/metadata/headers/X-RateLimit-Reset").asText()).isEqualTo(midnight);
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);

        virtual.pass(Duration.ofHours(12));

        assertThat(virtual.take(FREE).status()).isEqualTo(200);
    }

    @Test
    void the_key_tells_about_its_free_tier() {
        assertThat(json(virtual.get("/key")).at("/data/is_free_tier").asBoolean())
                .isFalse();
        account.freeRequestsPerDay(50);
        virtual.take(FREE);
        JsonNode key = json(virtual.get("/key")).path("data");
        assertThat(key.path("is_free_tier").asBoolean()).isTrue();
        assertThat(key.path("free_model_daily_requests")).hasToString("{\"used\":1,\"limit\":50,\"remaining\":49}");
    }

    @Test
    void too_many_at_a_time_are_told_to_come_back() {
        account.inFlightBudget(1, Duration.ofMillis(1500));
        ServiceAnswer first = virtual.ask(HELLO);
        ServiceAnswer second = virtual.ask(HELLO);
        assertThat(second.status()).isEqualTo(402);
        assertThat(second.headers()).containsEntry("Retry-After", "2");
        JsonNode metadata = json(second).at("/error/metadata");
        assertThat(metadata.path("limit_source").asText()).isEqualTo("openrouter_in_flight_budget");
        assertThat(metadata.path("reason").asText()).isEqualTo("in_flight_budget_exhausted");

        VirtualService.taken(first);

        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
    }

    @Test
    void what_was_left_is_in_flight_no_more() {
        account.inFlightBudget(1, Duration.ofSeconds(1));
        virtual.ask(HELLO).delivery().abandoned();
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
    }

    @Test
    void what_is_refused_costs_nothing() {
        account.limit(BigDecimal.ZERO, null);
        ServiceAnswer refused = virtual.ask(HELLO);
        assertThat(virtual.generation(refused).status()).isEqualTo(404);
        assertThat(virtual.service.billed()).isZero();
        assertThat(virtual.service.bookings()).isEmpty();
    }

    private String resetsAt() {
        return refused(HELLO, 403).at("/metadata/resets_at").asText();
    }

    private JsonNode refused(String body, int status) {
        ServiceAnswer answer = virtual.ask(body);
        assertThat(answer.status()).isEqualTo(status);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        return error;
    }
}
