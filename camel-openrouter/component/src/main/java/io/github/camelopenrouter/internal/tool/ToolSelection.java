package io.github.camelopenrouter.internal.tool;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the tools that routes have made known are offered: names, and {@code tag:} with a tag. Immutable, thread-safe.
 */
public final class ToolSelection {
    private static final String TAG = "tag:";

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> tags = new LinkedHashSet<>();

    private ToolSelection() {}

    /**
     * @param list separated by commas
     * @throws IllegalArgumentException where there is nothing in it, or an empty element
     */
    public static ToolSelection of(String list) {
        ToolSelection selection = new ToolSelection();
        for (String element : list.split(",", -1)) {
            String word = element.trim();
            boolean tag = word.startsWith(TAG);
            String name = tag ? word.substring(TAG.length()).trim() : word;
            if (name.isEmpty() || !tag && !name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException(
                        "must be names of tools, or tag: with a tag, separated by commas, such as weather,tag:facts");
            }
            (tag ? selection.tags : selection.names).add(name);
        }
        return selection;
    }

    /**
     * The tools that are meant, in a fixed order: that of their names.
     *
     * @throws IllegalArgumentException where a name or a tag is no tool's; the message names it
     */
    public Map<String, Tool> of(ToolRegistry registry) {
        List<Tool> all = registry.all();
        Set<String> missing = new LinkedHashSet<>(names);
        Set<String> unused = new LinkedHashSet<>(tags);
        Map<String, Tool> selected = new LinkedHashMap<>();
        for (Tool tool : all) {
            ToolDefinition definition = tool.definition();
            boolean named = missing.remove(definition.name());
            boolean tagged = false;
            for (String tag : definition.tags()) {
                if (tags.contains(tag)) {
                    tagged = true;
                    unused.remove(tag);
                }
            }
            if (named || tagged) {
                selected.put(definition.name(), tool);
            }
        }
        if (!missing.isEmpty() || !unused.isEmpty()) {
            String what = missing.isEmpty()
                    ? "tag:" + unused.iterator().next()
                    : missing.iterator().next();
            throw new IllegalArgumentException("names " + what
                    + ", and no route that is started is such a tool: start one with from(\"openrouter:tool?"
                    + (missing.isEmpty() ? "tags=" + unused.iterator().next() : "name=" + what) + "\")");
        }
        return selected;
    }
}
