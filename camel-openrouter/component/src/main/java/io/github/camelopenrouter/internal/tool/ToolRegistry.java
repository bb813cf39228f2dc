package io.github.camelopenrouter.internal.tool;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tools that routes have made known, by name. Thread-safe. */
public final class ToolRegistry {
    // guarded by this
    private final Map<String, Tool> tools = new TreeMap<>();

    /**
     * @throws IllegalStateException where another tool has the name
     */
    public synchronized void add(Tool tool) {
        String name = tool.definition().name();
        if (tools.putIfAbsent(name, tool) != null) {
            throw new IllegalStateException("There are two tools of the name " + name
                    + ": give one of the routes that begin with openrouter:tool another name");
        }
    }

    /** Nothing where it is not there. */
    public synchronized void remove(Tool tool) {
        tools.remove(tool.definition().name(), tool);
    }

    /** All that there are, by name. */
    synchronized List<Tool> all() {
        return List.copyOf(tools.values());
    }
}
