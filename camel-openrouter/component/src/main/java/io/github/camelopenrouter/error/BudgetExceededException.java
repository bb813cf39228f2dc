package io.github.camelopenrouter.error;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The budget has no room for what this call may cost: it was refused before anything was sent. Sending it again does not help
 * before the budget's period turns.
 */
public final class BudgetExceededException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    private final BigDecimal limit;
    private final Instant resetsAt;

    /**
     * @param limit of the period, in US dollars
     * @param resetsAt when the next period begins; null where there is none
     */
    public BudgetExceededException(ErrorDetails details, BigDecimal limit, Instant resetsAt) {
        this(details, null, limit, resetsAt);
    }

    private BudgetExceededException(ErrorDetails details, Throwable cause, BigDecimal limit, Instant resetsAt) {
        super(details, cause);
        this.limit = limit;
        this.resetsAt = resetsAt;
    }

    /** What may be spent in one period, in US dollars. */
    public BigDecimal getLimit() {
        return limit;
    }

    /** When the next period begins and calls are admitted again; null for a budget without one. */
    public Instant getResetsAt() {
        return resetsAt;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new BudgetExceededException(facts, cause, limit, resetsAt);
    }
}
