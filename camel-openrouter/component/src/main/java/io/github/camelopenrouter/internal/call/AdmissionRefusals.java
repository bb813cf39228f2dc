package io.github.camelopenrouter.internal.call;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.support.Causes;

/** What a call fails with that ends before its attempt was sent. */
final class AdmissionRefusals {
    private AdmissionRefusals() {}

    /**
     * What the admission said, or that it could not be asked.
     *
     * @param why as a stage of its future is told it
     */
    static OpenRouterException of(Throwable why) {
        Throwable cause = Causes.of(why);
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.notSent(
                                "OpenRouter: a limit could not be asked, nothing was sent", "not_admitted"),
                        cause);
    }

    static OpenRouterException stopping() {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the route stopped while the call was waiting to be let through, nothing was sent",
                                "stopping")
                        .withRetry(Retry.YES),
                null);
    }

    /**
     * @param type null where nobody cancelled the call
     */
    static OpenRouterException cancelled(String type) {
        return withdrawn(type, "the call was cancelled, nothing was sent");
    }

    /**
     * @param why what a reader reads, without who says it
     */
    static OpenRouterException withdrawn(String type, String why) {
        return new TransportException(ErrorDetails.notSent("OpenRouter: " + why, type), null);
    }
}
