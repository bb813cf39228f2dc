package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatRequest;

/**
 * Tools of this side in a request, beside those that its body defines and those that the service runs. They are the members
 * {@code tools} and {@code tool_choice} of <a href="https://openrouter.ai/docs/features/tool-calling">OpenRouter's requests</a>.
 */
final class FunctionTools {
    private static final String TOOLS = "tools";
    private static final String CHOICE = "tool_choice";

    private FunctionTools() {}

    /**
     * Adds tools to a request.
     *
     * @throws IllegalArgumentException where its body defines one of the same name
     */
    static void put(Map<String, Object> members, List<JsonNode> tools) {
        if (tools.isEmpty()) {
            return;
        }
        List<Object> all = Extensions.list(members, TOOLS);
        Set<String> known = new HashSet<>();
        all.forEach(tool -> known.add(name(tool)));
        for (JsonNode tool : tools) {
            if (known.contains(name(tool))) {
                throw new IllegalArgumentException(
                        "The tool " + name(tool)
                                + " is defined twice: by the request's member tools and by the option tools. Leave out one of them");
            }
            all.add(tool);
        }
        members.put(TOOLS, all);
    }

    /** Takes tools out of a request that {@link #put} added. */
    static void remove(Map<String, Object> members, List<JsonNode> tools) {
        Set<String> ours = new HashSet<>();
        tools.forEach(tool -> ours.add(name(tool)));
        if (members.get(TOOLS) instanceof Iterable<?> all) {
            List<Object> left = new ArrayList<>();
            for (Object tool : all) {
                String name = name(tool);
                if (name == null || !ours.contains(name)) {
                    left.add(tool);
                }
            }
            if (left.isEmpty()) {
                members.remove(TOOLS);
            } else {
                members.put(TOOLS, left);
            }
        }
    }

    /**
     * The request behind a turn in which the model used tools. Who had to use one has done so: else it would have to again, without end.
     *
     * @param withheld names of tools that are not offered any more
     */
    static ChatRequest.Builder goOn(ChatRequest request, Set<String> withheld) {
        ChatRequest.Builder longer = request.toBuilder();
        Object choice = request.member(CHOICE);
        if (choice != null && !"none".equals(text(choice))) {
            longer.member(CHOICE, "auto");
        }
        if (!withheld.isEmpty() && request.member(TOOLS) instanceof Iterable<?> all) {
            List<Object> left = new ArrayList<>();
            for (Object tool : all) {
                String name = name(tool);
                if (name == null || !withheld.contains(name)) {
                    left.add(tool);
                }
            }
            // a conversation in which tools were used must define them, so none of them is to be chosen
            if (left.isEmpty()) {
                longer.member(CHOICE, "none");
            } else {
                longer.member(TOOLS, left);
            }
        }
        return longer;
    }

    /** Names of the functions that a request defines, whoever runs them. */
    static Set<String> names(ChatRequest request) {
        Set<String> names = new HashSet<>();
        if (request.member(TOOLS) instanceof Iterable<?> all) {
            for (Object tool : all) {
                if (name(tool) != null) {
                    names.add(name(tool));
                }
            }
        }
        return names;
    }

    /** Null for a tool that the service runs. */
    private static String name(Object tool) {
        return text(Conversation.member(Conversation.member(tool, "function"), "name"));
    }

    private static String text(Object value) {
        return value instanceof CharSequence text
                ? text.toString()
                : value instanceof JsonNode node && node.isTextual() ? node.textValue() : null;
    }
}
