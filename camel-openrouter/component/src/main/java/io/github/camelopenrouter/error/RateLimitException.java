package io.github.camelopenrouter.error;

/** Too many requests, of this account or at the provider (429), or too many at once for the balance (402 with Retry-After). */
public final class RateLimitException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public RateLimitException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new RateLimitException(facts, cause);
    }
}
