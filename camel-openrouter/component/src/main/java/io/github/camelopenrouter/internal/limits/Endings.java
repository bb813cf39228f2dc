package io.github.camelopenrouter.internal.limits;

import java.util.Set;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

/** What the end of an attempt says of the service, and of the way to it. */
final class Endings {
    /** The route or the caller ended the call, which says nothing of the service. */
    private static final Set<String> OURS = Set.of(
            "cancelled",
            "stopped",
            "interrupted",
            "consumer_timeout",
            "pool_timeout",
            "response_too_large",
            "invalid_element");

    private static final String STALE = "stale_connection";
    private static final Set<String> CONNECTING = Set.of("connect", "connect_timeout", "unknown_host", "tls", STALE);

    private Endings() {}

    /**
     * Whether the attempt ended for a reason that is not the service's.
     *
     * @param failure null for an attempt that went well
     */
    static boolean tellsNothing(OpenRouterException failure) {
        return failure != null
                && (failure.getErrorType() != null && OURS.contains(failure.getErrorType())
                        || failure.getOutcome() == Outcome.NOT_SENT && !connecting(failure));
    }

    /** Whether the attempt asked nothing of the service, not even for a connection; a stale connection that it took does not count. */
    static boolean neverLeft(OpenRouterException failure) {
        return failure != null
                && failure.getOutcome() == Outcome.NOT_SENT
                && (!connecting(failure) || STALE.equals(failure.getErrorType()));
    }

    /** Connections that cannot be made are a fault of the way to the service; other calls that were not sent are ours. */
    private static boolean connecting(OpenRouterException failure) {
        return !(failure instanceof NotAdmittedException)
                && CONNECTING.contains(String.valueOf(failure.getErrorType()));
    }
}
