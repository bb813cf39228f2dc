package io.github.camelopenrouter;

import java.time.Duration;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;

/**
 * Puts a failure on an exchange so that Camel's own error handler obeys {@code Retry-After}: it takes the delay before the next
 * attempt from the header {@code CamelRedeliveryDelay}. The two properties are those that Camel 4.23 uses for its AI components.
 */
final class FailureBinding {
    static final String CATEGORY = "CamelAiErrorCategory";
    static final String RETRY_AFTER_MILLIS = "CamelAiRetryAfterMillis";

    private final Duration maxRetryAfter;

    FailureBinding(Duration maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
    }

    void fail(Exchange exchange, OpenRouterException failure) {
        Duration wait = failure.getRetryAfter();
        if (wait != null) {
            long millis = Math.min(wait.toMillis(), maxRetryAfter.toMillis());
            exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, millis);
            exchange.setProperty(RETRY_AFTER_MILLIS, wait.toMillis());
        } else {
            forget(exchange);
        }
        exchange.setProperty(CATEGORY, category(failure));
        exchange.setException(failure);
    }

    /** Removes the delay that an earlier attempt left; one that the route set itself stays. */
    static void forget(Exchange exchange) {
        if (exchange.removeProperty(RETRY_AFTER_MILLIS) != null) {
            exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        }
        exchange.removeProperty(CATEGORY);
    }

    /** Something in the body, a header or an option cannot be sent: nothing was. */
    static OpenRouterException notSendable(IllegalArgumentException reason) {
        return new InvalidRequestException(
                ErrorDetails.notSent(reason.getMessage(), "invalid_request"), reason.getCause());
    }

    /** Names of Camel 4.23's GenAiErrorCategory. */
    private static String category(OpenRouterException failure) {
        if (failure instanceof RateLimitException) {
            return "RATE_LIMIT";
        }
        if (failure instanceof AuthenticationException || failure instanceof PermissionDeniedException) {
            return "AUTH";
        }
        if (failure instanceof InvalidRequestException || failure instanceof ModelUnavailableException) {
            return "VALIDATION";
        }
        return failure instanceof ProviderException ? "SERVER_ERROR" : "UNKNOWN";
    }
}
