package io.github.camelopenrouter.internal.tool;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tools that have to be asked for first, such as those of an MCP server. Thread-safe. */
public interface ToolSource {
    /**
     * The tools that there are now. Does not wait.
     *
     * @return completed once, on any thread; fails with what to tell the exchange that needs them
     */
    CompletableFuture<List<Tool>> tools();
}
