package io.github.camelopenrouter.tool;

import java.util.concurrent.CompletionStage;

/**
 * Says whether whoever asked the model may make a call at all. Asked after the arguments were found valid and before {@link
 * ToolApproval}, once more where that changes them, and once more where a call that was handed out comes back, whoever approved it.
 * Thread-safe.
 */
@FunctionalInterface
public interface ToolAuthorization {
    /**
     * Called on a thread of routes, where it may wait. It may as well return at once and say later. False, what it throws, null, and a
     * stage that fails or takes longer than the option toolApprovalTimeout mean that it may not.
     */
    CompletionStage<Boolean> mayRun(ToolRequest request);
}
