package io.github.camelopenrouter.internal.call;

import java.util.concurrent.RejectedExecutionException;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;

/** Makes a failure of what should not have been thrown: the end of a call that nobody else can end. */
public final class Faults {
    private Faults() {}

    /**
     * @param sent whether any of the request may have left
     */
    public static OpenRouterException of(Throwable cause, boolean sent) {
        if (cause instanceof OpenRouterException known) {
            return known;
        }
        // a timer or a pool refuses where its component has stopped, and nowhere else
        boolean stopped = cause instanceof RejectedExecutionException;
        String why = stopped
                ? "OpenRouter: the component was stopped"
                : "OpenRouter: the call was ended by a fault on this side ("
                        + cause.getClass().getSimpleName() + ")";
        String type = stopped ? "stopped" : "internal";
        ErrorDetails details = sent
                ? ErrorDetails.of(why + "; the request had been sent", Outcome.UNKNOWN)
                        .withErrorType(type)
                : ErrorDetails.notSent(why + ", nothing was sent", type);
        return new TransportException(details, cause);
    }
}
