package io.github.camelopenrouter.internal.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.camelopenrouter.model.ToolCall;

/**
 * Puts tool calls together from deltas, or from whole calls, whichever way a provider sends them: with or without index, with
 * repeated, empty or missing ids, with arguments as text, object or nothing. Each delta costs what it is long, however many calls
 * there are.
 */
final class ToolCallAssembler {
    /** Members of a call that have a place of their own. */
    private static final Set<String> OWN = Set.of("index", "id", "type", "function", AnswerJson.FAULT);
    /** The same of what is called. */
    private static final Set<String> OF_FUNCTION = Set.of("name", "arguments");

    private final Held held;
    private final List<Call> calls = new ArrayList<>(2);
    /** The newest call of an index: several calls may share index 0 and differ by id only. */
    private final Map<Long, Call> byIndex = new HashMap<>(2);

    private final Map<String, SameId> byId = new HashMap<>(2);
    /** Counts what was added, so that a call knows whether it was touched by the delta at hand. */
    private int round;

    ToolCallAssembler(Held held) {
        this.held = held;
    }

    /** Calls of one id: there may be several, whose provider does not number them. */
    private static final class SameId {
        final List<Call> calls = new ArrayList<>(1);
        /** All before this one were touched by the delta at hand. */
        int next;

        int round;

        /** The first call that the delta has not touched yet; null for none. */
        Call untouched(int now) {
            if (round != now) {
                round = now;
                next = 0;
            }
            while (next < calls.size() && calls.get(next).touched == now) {
                next++;
            }
            return next < calls.size() ? calls.get(next) : null;
        }

        Call newest() {
            return calls.get(calls.size() - 1);
        }
    }

    /** Adds the {@code tool_calls} of one delta or of a whole message. */
    void add(ArrayNode deltas) {
        round++;
        for (JsonNode delta : deltas) {
            if (delta.isObject()) {
                add(new Delta(delta));
            }
        }
    }

    private void add(Delta delta) {
        Call call = find(delta);
        boolean unnamed = call.id == null;
        call.add(delta, held);
        call.touched = round;
        if (unnamed && call.id != null) {
            byId.computeIfAbsent(call.id, none -> new SameId()).calls.add(call);
        }
    }

    private Call find(Delta delta) {
        if (delta.index != null) {
            Call call = byIndex.get(delta.index);
            boolean other = call != null && delta.id != null && call.id != null && !delta.id.equals(call.id);
            boolean next = delta.name != null && call != null && (other || touched(call) || call.isFollowedBy(delta));
            return call == null || next ? start(delta.index) : call;
        }
        if (delta.id != null) {
            SameId same = byId.get(delta.id);
            Call first = same == null ? null : same.untouched(round);
            if (first != null && follows(first, delta)) {
                first = touched(same.newest()) || follows(same.newest(), delta) ? null : same.newest();
            }
            return first != null ? first : start(null);
        }
        Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        boolean continues = last != null && !touched(last) && delta.name == null;
        return continues ? last : start(null);
    }

    private boolean touched(Call call) {
        return call.touched == round;
    }

    private static boolean follows(Call call, Delta delta) {
        return delta.name != null && call.isFollowedBy(delta);
    }

    private Call start(Long index) {
        held.part();
        Call call = new Call();
        calls.add(call);
        if (index != null) {
            byIndex.put(index, call);
        }
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
            // what is made up must not be what the provider gave to another call
            for (int made = result.size(); id == null || !ids.add(id); made += calls.size()) {
                id = "call_" + where + "_" + made;
                id = byId.containsKey(id) ? null : id;
            }
            result.add(call.build(id));
        }
        return List.copyOf(result);
    }

    /** One element of {@code tool_calls}. */
    private static final class Delta {
        final Long index;
        final String id;
        final String type;
        final String name;
        final String arguments;
        /** What else it says, such as a provider's signature; must not be changed. */
        final JsonNode json;

        private boolean read;
        private JsonNode object;

        Delta(JsonNode json) {
            this.json = json;
            index = Numbers.count(json.path("index"));
            id = text(json.path("id"));
            type = text(json.path("type"));
            name = text(json.path("function").path("name"));
            JsonNode value = json.path("function").path("arguments");
            arguments = value.isTextual() ? value.textValue() : value.isContainerNode() ? value.toString() : "";
        }

        /** Its arguments where they are a whole object of their own, or null. */
        JsonNode object() {
            if (!read) {
                read = true;
                object = ArgumentText.object(arguments);
            }
            return object;
        }

        private static String text(JsonNode node) {
            String text = node.isTextual() ? node.textValue() : Numbers.text(node);
            return text == null || text.isBlank() ? null : text;
        }
    }

    private static final class Call {
        private final ArgumentText arguments = new ArgumentText();
        private String id;
        private String type;
        private String name;
        private int touched;
        /** Members without a place of their own, which must go back as they came; null for none. */
        private GrowingMembers extra;
        /** The same of what is called. */
        private GrowingMembers function;

        /** Whether both are whole, with arguments of their own: then this is not more of the same call. */
        boolean isFollowedBy(Delta delta) {
            JsonNode known = arguments.object();
            return known != null && delta.object() != null && !delta.object().equals(known);
        }

        /** Whether a provider says again at the end what it has said in pieces before. */
        private boolean isRepeatedBy(Delta delta) {
            JsonNode known = delta.arguments.isEmpty() ? null : arguments.object();
            return known != null && known.equals(delta.object());
        }

        void add(Delta delta, Held held) {
            if (id == null && delta.id != null) {
                held.text(delta.id);
                id = delta.id;
            }
            type = type != null ? type : delta.type;
            if (name == null && delta.name != null) {
                held.text(delta.name);
                name = delta.name;
            }
            if (!isRepeatedBy(delta)) {
                held.text(delta.arguments);
                arguments.append(delta.arguments);
            }
            extra = grown(extra, delta.json, OWN, held);
            function = grown(function, delta.json.path("function"), OF_FUNCTION, held);
        }

        private static GrowingMembers grown(GrowingMembers known, JsonNode more, Set<String> own, Held held) {
            GrowingMembers all = known;
            for (Map.Entry<String, JsonNode> member : more.properties()) {
                if (!own.contains(member.getKey()) && !member.getValue().isNull()) {
                    all = all == null ? new GrowingMembers(held) : all;
                    all.add(member.getKey(), member.getValue());
                }
            }
            return all;
        }

        ToolCall build(String uniqueId) {
            String json = ArgumentText.mended(arguments.toString().trim());
            String fault = name == null ? "the provider sent no function name" : ArgumentText.fault(json);
            return new ToolCall(uniqueId, type == null ? "function" : type, name, json, fault, members());
        }

        private Map<String, JsonNode> members() {
            Map<String, JsonNode> members = extra == null ? Map.of() : extra.build();
            if (function == null) {
                return members;
            }
            Map<String, JsonNode> all = new LinkedHashMap<>(members);
            all.put("function", JsonNodeFactory.instance.objectNode().setAll(function.build()));
            return all;
        }
    }
}
