package io.github.camelopenrouter.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.github.camelopenrouter.model.ToolCall;

/**
 * Puts tool calls together from deltas, or from whole calls, whichever way a provider sends them: with or without index, with
 * repeated, empty or missing ids, with arguments as text, object or nothing.
 */
final class ToolCallAssembler {
    private static final ObjectReader WHOLE =
            Json.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<Call> calls = new ArrayList<>(2);

    /** Adds the {@code tool_calls} of one delta or of a whole message. */
    void add(ArrayNode deltas) {
        Set<Call> touched = new HashSet<>();
        for (JsonNode delta : deltas) {
            if (delta.isObject()) {
                Call call = find(delta, touched);
                call.add(delta);
                touched.add(call);
            }
        }
    }

    private Call find(JsonNode delta, Set<Call> touched) {
        Integer index = delta.path("index").isInt() ? delta.path("index").intValue() : null;
        String id = text(delta.path("id"));
        boolean named = text(delta.path("function").path("name")) != null;
        Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        if (index != null) {
            // the newest call of this index: several calls may share index 0 and differ by id only
            for (int i = calls.size() - 1; i >= 0; i--) {
                Call call = calls.get(i);
                if (index.equals(call.index)) {
                    boolean other = id != null && call.id != null && !id.equals(call.id);
                    return named && (other || touched.contains(call) || call.isFollowedBy(delta)) ? start(index) : call;
                }
            }
            return start(index);
        }
        if (id != null) {
            for (Call call : calls) {
                // the same id twice within one delta is two calls whose provider does not number them
                if (id.equals(call.id) && !touched.contains(call) && !(named && call.isFollowedBy(delta))) {
                    return call;
                }
            }
            return start(null);
        }
        boolean continues = last != null && !touched.contains(last) && !named;
        return continues ? last : start(null);
    }

    private Call start(Integer index) {
        Call call = new Call(index);
        calls.add(call);
        return call;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /**
     * The calls in the order in which they began; ids are unique.
     *
     * @param where makes up missing ids: unique for the answer, the same for the same answer
     */
    List<ToolCall> build(String where) {
        List<ToolCall> result = new ArrayList<>(calls.size());
        Set<String> ids = new HashSet<>();
        for (Call call : calls) {
            String id = call.id;
            if (id == null || !ids.add(id)) {
                id = "call_" + where + "_" + result.size();
                ids.add(id);
            }
            result.add(call.build(id));
        }
        return List.copyOf(result);
    }

    private static String text(JsonNode node) {
        String text = node.isTextual() || node.isNumber() ? node.asText() : "";
        return text.isBlank() ? null : text;
    }

    private static final class Call {
        final Integer index;
        private final StringBuilder arguments = new StringBuilder();
        private String id;
        private String type;
        private String name;

        Call(Integer index) {
            this.index = index;
        }

        /** Whether both are whole, with arguments of their own: then this is not more of the same call. */
        boolean isFollowedBy(JsonNode delta) {
            JsonNode known = object(arguments.toString());
            JsonNode next = known == null ? null : object(argumentsOf(delta));
            return next != null && !next.equals(known);
        }

        /** Whether a provider says again at the end what it has said in pieces before. */
        private boolean isRepeatedBy(JsonNode delta) {
            JsonNode known = text(delta.path("function").path("name")) == null ? null : object(arguments.toString());
            return known != null && known.equals(object(argumentsOf(delta)));
        }

        private static String argumentsOf(JsonNode delta) {
            JsonNode value = delta.path("function").path("arguments");
            return value.isTextual() ? value.textValue() : value.isContainerNode() ? value.toString() : "";
        }

        private static JsonNode object(String json) {
            if (json.isBlank() || json.charAt(0) != '{') {
                return null;
            }
            try {
                return WHOLE.readTree(json);
            } catch (IOException e) {
                // not whole yet
                return null;
            }
        }

        void add(JsonNode delta) {
            id = id != null ? id : text(delta.path("id"));
            type = type != null ? type : text(delta.path("type"));
            JsonNode function = delta.path("function");
            name = name != null ? name : text(function.path("name"));
            if (!isRepeatedBy(delta)) {
                arguments.append(argumentsOf(delta));
            }
        }

        ToolCall build(String uniqueId) {
            String text = arguments.toString().trim();
            String json = text.isEmpty() ? "{}" : text;
            return new ToolCall(uniqueId, type == null ? "function" : type, name, json, fault(json));
        }

        private String fault(String json) {
            if (name == null) {
                return "the provider sent no function name";
            }
            try {
                JsonNode tree = WHOLE.readTree(json);
                return tree != null && tree.isObject() ? null : "the arguments are not a JSON object";
            } catch (IOException e) {
                return "the arguments are not valid JSON";
            }
        }
    }
}
