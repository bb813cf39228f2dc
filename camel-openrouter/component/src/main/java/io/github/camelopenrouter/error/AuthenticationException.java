package io.github.camelopenrouter.error;

/** The key is not set, unknown or disabled (401). Every further call with this key fails too. */
public final class AuthenticationException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public AuthenticationException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new AuthenticationException(facts, cause);
    }
}
