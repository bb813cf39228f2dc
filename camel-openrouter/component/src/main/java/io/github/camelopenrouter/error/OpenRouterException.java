package io.github.camelopenrouter.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A failed call: the root of everything that this component throws into a route.
 *
 * <p>Routes ask {@link #isRetryable()} first: {@code onException(OpenRouterException.class)
 * .onWhen(simple("${exception.retryable}")).maximumRedeliveries(3)}, and beside it {@code onException(OpenRouterException.class)
 * .maximumRedeliveries(0)}, because Camel keeps the policy of the attempt before where it finds none for this one. Subclasses exist
 * only where a route would act differently.
 *
 * <p>The message is one bounded line into which the component puts neither key, prompt nor raw upstream body. It may quote the
 * service's own words, which may repeat a part of the prompt. Everything else is behind getters, and what may hold prompt or answer text says so. Instances are immutable.
 */
public class OpenRouterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorDetails details;

    public OpenRouterException(ErrorDetails details, Throwable cause) {
        super(details.message(), cause);
        this.details = details;
    }

    /** HTTP status; the numeric code of the error object where HTTP said 200 and it names one; 0 where there was no answer. */
    public int getStatusCode() {
        return details.statusCode();
    }

    /** The error object's {@code code} as text, such as {@code 429} or {@code server_error}; null where there was none. */
    public String getErrorCode() {
        return details.errorCode();
    }

    /**
     * OpenRouter's stable <a href="https://openrouter.ai/docs/api-reference/errors">error type</a>, such as
     * {@code rate_limit_exceeded}; for failures on this side a word of the component such as {@code connect_timeout},
     * {@code response_timeout}, {@code idle_timeout} or {@code stream_truncated}. Null where neither is known.
     */
    public String getErrorType() {
        return details.errorType();
    }

    /** Display name of the provider that failed, such as {@code Amazon Bedrock}; null where unknown. */
    public String getProvider() {
        return details.provider();
    }

    /** The generation id, with which {@code GET /generation} tells cost and fate; null where none arrived. */
    public String getGenerationId() {
        return details.generationId();
    }

    /** How far the call got; never null. */
    public Outcome getOutcome() {
        return details.outcome();
    }

    /** Whether sending the same request again is sensible and cannot pay twice. */
    public boolean isRetryable() {
        return details.retry() != ErrorDetails.Retry.NEVER;
    }

    /** How long the service asked to wait; null where it did not. Not clamped: {@code maxRetryAfter} applies to delays only. */
    public Duration getRetryAfter() {
        return details.retryAfter();
    }

    /** The answer's headers by name as received; empty without an answer. Unmodifiable; bounded. */
    public Map<String, List<String>> getResponseHeaders() {
        return details.responseHeaders();
    }

    /** Text that had arrived before the failure; null where there was none. Model output: do not log it unasked. */
    public String getPartialText() {
        return details.partialText();
    }

    /**
     * The error object's {@code metadata} as JSON text, bounded; null where there was none. It may quote the prompt
     * ({@code flagged_input}, {@code raw}): do not log it unasked.
     */
    public String getMetadata() {
        return details.metadata();
    }

    /** The same failure of the same class with other facts; stack trace and cause are kept. */
    public OpenRouterException with(ErrorDetails facts) {
        return with(facts, getCause());
    }

    /** The same failure of the same class with other facts and another cause; the stack trace is kept. */
    public OpenRouterException with(ErrorDetails facts, Throwable cause) {
        OpenRouterException copy = create(facts, cause);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** A new instance of this class. */
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new OpenRouterException(facts, cause);
    }

    /** All facts at once, for the component itself and for wrapping. */
    public ErrorDetails details() {
        return details;
    }
}
