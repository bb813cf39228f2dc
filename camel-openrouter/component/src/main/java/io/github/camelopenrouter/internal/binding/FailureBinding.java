package io.github.camelopenrouter.internal.binding;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

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
 * attempt from the header {@code CamelRedeliveryDelay}. The header counts for this failure alone ({@link RedeliveryDelay}). The two
 * properties are those that Camel 4.23 uses for its AI components; they stay until the next step of this component.
 */
public final class FailureBinding {
    static final String CATEGORY = "CamelAiErrorCategory";
    static final String RETRY_AFTER_MILLIS = "CamelAiRetryAfterMillis";

    private static final Duration LONGEST = Duration.ofDays(365_000);

    private final Duration maxRetryAfter;

    public FailureBinding(Duration maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
    }

    public void fail(Exchange exchange, OpenRouterException failure) {
        Duration wait = failure.getRetryAfter();
        if (wait != null) {
            exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, new RedeliveryDelay(delay(wait), failure));
            exchange.setProperty(RETRY_AFTER_MILLIS, millis(wait));
        } else {
            forget(exchange);
        }
        exchange.setProperty(CATEGORY, category(failure));
        exchange.setException(failure);
    }

    /** A little more than asked for, so that callers who were refused together do not return together. */
    private long delay(Duration wait) {
        long asked = millis(wait);
        long jitter = (long) (ThreadLocalRandom.current().nextDouble() * (asked / 10));
        return Math.min(asked + jitter, maxRetryAfter.toMillis());
    }

    private static long millis(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : wait.toMillis();
    }

    /** Removes the delay that an earlier attempt left; one that the route set itself stays. */
    public static void forget(Exchange exchange) {
        exchange.removeProperty(RETRY_AFTER_MILLIS);
        if (exchange.getIn().getHeader(Exchange.REDELIVERY_DELAY) instanceof RedeliveryDelay) {
            exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        }
        exchange.removeProperty(CATEGORY);
    }

    /** Something in the body, a header or an option cannot be sent: nothing was. */
    public static OpenRouterException notSendable(IllegalArgumentException reason) {
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
