package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

import io.github.camelopenrouter.simulator.service.Account;
import io.github.camelopenrouter.simulator.service.OpenRouterService;

/**
 * What the account behind a key may do: {@link OpenRouterSimulator#account}.
 *
 * <p>Everything may be changed while requests run and holds for those that arrive later; {@code GET /key} and
 * {@code GET /credits} tell it. {@link OpenRouterSimulator#reset} brings back what was at the start. The limits are not
 * for scripted answers and not for answers from the response cache. Thread-safe. Every method returns this object.
 */
public final class SimulatedAccount {

    private final OpenRouterService service;
    private final String key;

    SimulatedAccount(OpenRouterService service, String key) {
        this.service = service;
        this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * How much was bought, in USD; 10000 at the start. A request whose prompt and {@code max_tokens}, or the most
     * tokens of its model, would cost more than what is left is refused with status 402 and {@code openrouter_credits}.
     * {@code BigDecimal.ZERO} refuses all but free models.
     */
    public SimulatedAccount credits(BigDecimal usd) {
        account().credits(Objects.requireNonNull(usd, "usd"));
        return this;
    }

    /**
     * How much the key may spend, in USD. Once that is spent, requests are refused with status 403 and
     * {@code openrouter_key_limit} until the limit is reset. Zero refuses all.
     *
     * @param usd null for no limit, as at the start
     * @param reset {@code daily}, {@code weekly}, {@code monthly}, or null for never
     * @throws IllegalArgumentException if {@code reset} is something else
     */
    public SimulatedAccount keyLimit(BigDecimal usd, String reset) {
        account().limit(usd, reset);
        return this;
    }

    /** Refuses the key with status 401 from now on. */
    public SimulatedAccount revoke() {
        account().revoked(true);
        return this;
    }

    /** Accepts a key again that was revoked. */
    public SimulatedAccount accept() {
        account().revoked(false);
        return this;
    }

    /**
     * Puts the account on the free tier: so many requests to free models a day (UTC), and then status 429 with
     * {@code openrouter_free_tier_daily} and {@code X-RateLimit-Reset} at midnight. Zero means that none is left.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public SimulatedAccount freeRequestsPerDay(int most) {
        account().freeRequestsPerDay(notNegative(most, "freeRequestsPerDay"));
        return this;
    }

    /**
     * How many requests may be under way at a time; further ones are refused with status 402,
     * {@code in_flight_budget_exhausted} and {@code Retry-After}. Zero refuses all. Any number at the start.
     *
     * @param retryAfter sent in seconds, rounded up
     * @throws IllegalArgumentException if the number is negative
     */
    public SimulatedAccount inFlightBudget(int most, Duration retryAfter) {
        account().inFlightBudget(notNegative(most, "inFlightBudget"), Objects.requireNonNull(retryAfter, "retryAfter"));
        return this;
    }

    private Account account() {
        return service.account(key);
    }

    private static int notNegative(int number, String name) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + number);
        }
        return number;
    }
}
