package io.github.camelopenrouter.internal.tool;

import java.util.function.BooleanSupplier;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Violation;

/** Why calls that were handed out do not go on when they come back. Nothing was run, and nothing was sent. */
final class HeldRefusals {
    private HeldRefusals() {}

    /**
     * @param first what it throws says that it could not be found out
     * @throws ToolLoopException where the calls came back before, or where this is not known
     */
    static void unlessFirst(BooleanSupplier first, ToolLoop loop) {
        boolean unused;
        try {
            unused = first.getAsBoolean();
        } catch (RuntimeException e) {
            throw new ToolLoopException(
                    ErrorDetails.notSent(
                                    "OpenRouter: the bean of the option toolIdempotentRepository failed ("
                                            + e.getClass().getSimpleName()
                                            + "), so it is not known whether these calls came back before: nothing was run, and"
                                            + " nothing was sent",
                                    "tool_approval_store")
                            .withRetry(ErrorDetails.Retry.YES),
                    e,
                    loop);
        }
        if (!unused) {
            throw new ToolLoopException(
                    ErrorDetails.notSent(
                            "OpenRouter: these calls of tools came back before: nothing was run, and nothing was sent",
                            "tool_approval_used"),
                    null,
                    loop);
        }
    }

    /** Whoever changed arguments is there to be told. */
    static ToolLoopException notValid(String callId, Violation violation, ToolLoop loop) {
        return new ToolLoopException(
                ErrorDetails.notSent(
                        "OpenRouter: the changed arguments of the call " + callId
                                + " are not valid by the tool's schema (" + violation
                                + "): nothing was run, and nothing was sent",
                        "tool_approval_invalid"),
                null,
                loop);
    }
}
