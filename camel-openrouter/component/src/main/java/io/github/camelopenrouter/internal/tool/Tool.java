package io.github.camelopenrouter.internal.tool;

import java.util.concurrent.CompletableFuture;

/** A tool that models may be offered. Thread-safe. */
public interface Tool {
    /** What models are told of it; the same for as long as the tool exists. */
    ToolDefinition definition();

    /**
     * Begins a call whose arguments were checked, and does not wait for its end. What is thrown, and how the future fails, are the
     * tool's failure. Whoever cancels the future waits no longer; the tool may go on.
     *
     * @return completed once, on any thread
     */
    CompletableFuture<ToolResult> call(ToolInvocation invocation);
}
