package io.github.camelopenrouter.error;

/** Refused by moderation, a guardrail, a region rule or the rights of the key (403). About this message, not about the service. */
public final class PermissionDeniedException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public PermissionDeniedException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new PermissionDeniedException(facts, cause);
    }
}
