package io.github.camelopenrouter.internal.tool;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;

/**
 * Who is asked before the calls of a turn run.
 *
 * @param authorization whether they may; null where nobody is asked
 * @param approval whether they are wanted; null where nobody is asked
 * @param timeout how long each may take to say so; null for no limit
 * @param manual whether calls are run outside, and so handed out in any case
 * @param threads where both are asked, and where it goes on: they may wait there
 */
public record ToolGate(
        ToolAuthorization authorization, ToolApproval approval, Duration timeout, boolean manual, Executor threads) {
    /** Whether calls run without anybody being asked. */
    boolean isOpen() {
        return authorization == null && approval == null && !manual;
    }

    /** The same for calls that somebody outside has decided on: an approval is no authorization. */
    ToolGate decided() {
        return new ToolGate(authorization, null, timeout, false, threads);
    }
}
