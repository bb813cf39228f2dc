package io.github.camelopenrouter.error;

import java.math.BigDecimal;
import java.util.List;

import io.github.camelopenrouter.model.Violation;

/**
 * The model answered, and the answer is not what was asked for. It is paid. {@link #getErrorType()} is one of {@code answer_empty},
 * {@code answer_refused}, {@code answer_truncated}, {@code answer_not_json} and {@code answer_invalid}; {@link #getPartialText()} is the
 * answer's text. The message has neither the text nor values of it.
 */
public final class InvalidAnswerException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    private final List<Violation> violations;
    private final BigDecimal cost;
    private final int repairs;

    /**
     * @param violations where it is not what was asked for; never null
     * @param cost of this answer and all that were sent back to be repaired, in US dollars; null where not known
     * @param repairs how many were sent back
     */
    public InvalidAnswerException(ErrorDetails details, List<Violation> violations, BigDecimal cost, int repairs) {
        this(details, null, violations, cost, repairs);
    }

    private InvalidAnswerException(
            ErrorDetails details, Throwable cause, List<Violation> violations, BigDecimal cost, int repairs) {
        super(details, cause);
        this.violations = List.copyOf(violations);
        this.cost = cost;
        this.repairs = repairs;
    }

    /** Where the answer is not what its schema asks for: at most 20, never empty. Unmodifiable. */
    public List<Violation> getViolations() {
        return violations;
    }

    /** What this answer and all that were sent back cost together, in US dollars; null where not known. */
    public BigDecimal getCost() {
        return cost;
    }

    /** How many answers were sent back to be repaired before this one. */
    public int getRepairs() {
        return repairs;
    }

    /** The same failure where others were paid for before it. */
    public InvalidAnswerException after(int sentBack, BigDecimal costInAll) {
        InvalidAnswerException copy =
                new InvalidAnswerException(details(), getCause(), violations, costInAll, sentBack);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new InvalidAnswerException(facts, cause, violations, cost, repairs);
    }
}
