package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the service puts it that an account has reached a limit. */
final class Refusals {

    private static final int PAYMENT_REQUIRED = 402;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;

    private Refusals() {}

    static ApiException noCredits() {
        return payment(
                "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
                Map.of(),
                metadata("openrouter_credits"));
    }

    static ApiException tooFewCredits(int wanted, BigDecimal affordable) {
        return payment(
                "This request requires more credits, or fewer max_tokens. You requested up to " + wanted
                        + " tokens, but can only afford " + affordable.toPlainString()
                        + ". To increase, visit https://openrouter.ai/settings/credits and add more credits",
                Map.of(),
                metadata("openrouter_credits"));
    }

    static ApiException inFlightBudget(Duration retryAfter) {
        String seconds = String.valueOf(retryAfter.plusMillis(999).toSeconds());
        ObjectNode metadata = metadata("openrouter_in_flight_budget").put("reason", "in_flight_budget_exhausted");
        metadata.putObject("headers").put("Retry-After", seconds);
        return payment(
                "Too many requests are in flight for the remaining balance. Retry when some have completed.",
                Map.of("Retry-After", seconds),
                metadata);
    }

    static ApiException keyLimit(BigDecimal limit, BigDecimal spent, Spending.Period period, LocalDate today) {
        LocalDate reset = period.next(today);
        ObjectNode metadata = metadata("openrouter_key_limit");
        metadata.put("limit_usd", limit).put("spend_usd", spent);
        metadata.put("resets_at", reset == null ? null : midnight(reset).toString());
        String name = period.word() == null ? "total" : period.word();
        return ApiException.refused(
                FORBIDDEN,
                "permission_denied",
                "Key limit exceeded (" + name + " limit). Manage it using https://openrouter.ai/settings/keys",
                Map.of(),
                metadata);
    }

    static ApiException freeTier(int limit, LocalDate reset) {
        ObjectNode metadata = metadata("openrouter_free_tier_daily").putNull("provider_name");
        return rate(
                "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
                limit,
                midnight(reset),
                metadata);
    }

    static ApiException requestsPerMinute(int limit, Instant reset) {
        return rate("Rate limit exceeded: requests-per-minute", limit, reset, Json.object());
    }

    private static ApiException rate(String message, int limit, Instant reset, ObjectNode metadata) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-RateLimit-Limit", String.valueOf(limit));
        headers.put("X-RateLimit-Remaining", "0");
        headers.put("X-RateLimit-Reset", String.valueOf(reset.toEpochMilli()));
        ObjectNode copy = metadata.putObject("headers");
        headers.forEach(copy::put);
        return ApiException.refused(TOO_MANY_REQUESTS, "rate_limit_exceeded", message, headers, metadata);
    }

    private static ApiException payment(String message, Map<String, String> headers, ObjectNode metadata) {
        return ApiException.refused(PAYMENT_REQUIRED, "payment_required", message, headers, metadata);
    }

    private static ObjectNode metadata(String limitSource) {
        return Json.object().put("limit_source", limitSource);
    }

    private static Instant midnight(LocalDate day) {
        return day.atTime(LocalTime.MIDNIGHT).toInstant(ZoneOffset.UTC);
    }
}
