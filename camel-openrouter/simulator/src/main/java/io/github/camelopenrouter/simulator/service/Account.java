package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.service.Spending.Period;

/** What one key may do and did. Its money is its own. Thread-safe. */
public final class Account {

    /** How much a key has to spend if nothing else is said, in USD. */
    public static final BigDecimal CREDITS = BigDecimal.valueOf(10_000);

    private static final BigDecimal NONE = BigDecimal.ZERO;

    private final Clock clock;
    private final Spending spending = new Spending();
    private boolean revoked;
    private BigDecimal credits = CREDITS;
    private BigDecimal limit;
    private Period limitPeriod = Period.TOTAL;
    private int freePerDay = -1;
    private LocalDate freeDay = LocalDate.MIN;
    private int freeUsed;
    private int mostInFlight = Integer.MAX_VALUE;
    private Duration retryAfter = Duration.ZERO;
    private int inFlight;

    Account(Clock clock) {
        this.clock = clock;
    }

    public synchronized void revoked(boolean isRevoked) {
        revoked = isRevoked;
    }

    /** @param usd bought so far, of which what was spent is gone */
    public synchronized void credits(BigDecimal usd) {
        credits = usd;
    }

    /**
     * @param usd null for no limit
     * @param reset daily, weekly, monthly or null for never
     */
    public synchronized void limit(BigDecimal usd, String reset) {
        limitPeriod = Period.of(reset);
        limit = usd;
    }

    /** @param most negative for an account that is not on the free tier */
    public synchronized void freeRequestsPerDay(int most) {
        freePerDay = most;
    }

    /** @param after what a refused request is told to wait */
    public synchronized void inFlightBudget(int most, Duration after) {
        mostInFlight = most;
        retryAfter = after;
    }

    synchronized boolean isRevoked() {
        return revoked;
    }

    /** Lets a request begin, which has to be {@link #settle settled}, or refuses it. */
    synchronized void begin(ChatRequest request, Route route) {
        checkLimit();
        checkFreeTier(route);
        if (inFlight >= mostInFlight) {
            throw Refusals.inFlightBudget(retryAfter);
        }
        checkCredits(request, route);
        inFlight++;
        if (route.model().isFree()) {
            freeUsed++;
        }
    }

    synchronized void settle(BigDecimal cost) {
        inFlight--;
        spending.add(today(), cost);
    }

    synchronized ObjectNode keyJson(ObjectNode data) {
        LocalDate today = today();
        data.put("limit", limit).put("limit_remaining", limit == null ? null : remaining(today));
        data.put("limit_reset", limitPeriod.word()).put("include_byok_in_limit", false);
        data.put("usage", spending.total()).put("byok_usage", 0);
        for (Period period : new Period[] {Period.DAILY, Period.WEEKLY, Period.MONTHLY}) {
            data.put("usage_" + period.word(), spending.in(period, today)).put("byok_usage_" + period.word(), 0);
        }
        data.put("is_free_tier", freePerDay >= 0);
        if (freePerDay >= 0) {
            int used = freeUsedOn(today);
            data.putObject("free_model_daily_requests")
                    .put("used", used)
                    .put("limit", freePerDay)
                    .put("remaining", Math.max(0, freePerDay - used));
        }
        return data;
    }

    synchronized ObjectNode creditsJson(ObjectNode data) {
        return data.put("total_credits", credits).put("total_usage", spending.total());
    }

    private void checkLimit() {
        LocalDate today = today();
        if (limit != null && remaining(today).signum() <= 0) {
            throw Refusals.keyLimit(limit, spending.in(limitPeriod, today), limitPeriod, today);
        }
    }

    private void checkFreeTier(Route route) {
        LocalDate today = today();
        if (freePerDay < 0 || !route.model().isFree()) {
            return;
        }
        if (freeUsedOn(today) >= freePerDay) {
            throw Refusals.freeTier(freePerDay, today.plusDays(1));
        }
    }

    /** All that the answer may cost at most has to be there before it begins. */
    private void checkCredits(ChatRequest request, Route route) {
        BigDecimal left = credits.subtract(spending.total());
        if (route.model().isFree()) {
            if (left.signum() < 0) {
                throw Refusals.noCredits();
            }
            return;
        }
        if (left.signum() <= 0) {
            throw Refusals.noCredits();
        }
        Endpoint endpoint = route.endpoint();
        int wanted = request.maxTokens(route.model().maxCompletionTokens());
        BigDecimal forTokens =
                left.subtract(endpoint.promptPrice().multiply(BigDecimal.valueOf(request.promptTokens())));
        BigDecimal affordable = forTokens.divide(endpoint.completionPrice(), 0, RoundingMode.FLOOR);
        if (affordable.compareTo(BigDecimal.valueOf(wanted)) < 0) {
            throw Refusals.tooFewCredits(wanted, affordable.max(NONE));
        }
    }

    private BigDecimal remaining(LocalDate today) {
        return limit.subtract(spending.in(limitPeriod, today)).max(NONE);
    }

    private int freeUsedOn(LocalDate today) {
        if (!today.equals(freeDay)) {
            freeDay = today;
            freeUsed = 0;
        }
        return freeUsed;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
