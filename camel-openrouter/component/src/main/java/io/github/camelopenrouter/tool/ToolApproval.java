package io.github.camelopenrouter.tool;

import java.util.concurrent.CompletionStage;

/**
 * Says whether a call that a model asks for is to run. Asked after the arguments were found valid and after {@link ToolAuthorization},
 * and before any call of the same turn runs; calls of one turn are asked about at the same time. Thread-safe.
 *
 * <p>An approval says that the call is wanted. It does not say that whoever asked may make it: that is for {@link ToolAuthorization}.
 */
@FunctionalInterface
public interface ToolApproval {
    /**
     * Called on a thread of routes, where it may wait. It may as well return at once and say later. What it throws, null, and a stage
     * that fails or takes longer than the option toolApprovalTimeout deny the call.
     */
    CompletionStage<ToolDecision> decide(ToolRequest request);
}
