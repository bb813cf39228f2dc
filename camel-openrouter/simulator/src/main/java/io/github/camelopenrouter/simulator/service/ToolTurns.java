package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The turns of a conversation in which a model called tools.
 *
 * @param turns in their order
 */
record ToolTurns(List<Turn> turns) {

    /**
     * One of them.
     *
     * @param number of its message
     * @param results the messages of tools that follow it
     * @param open whether the user has said nothing since
     */
    record Turn(int number, JsonNode message, List<JsonNode> results, boolean open) {

        JsonNode calls() {
            return message.path(CALLS);
        }
    }

    static final String CALLS = "tool_calls";

    private static final String ID = "tool_call_id";

    static ToolTurns of(JsonNode messages) {
        int lastOfUser = -1;
        for (int i = 0; i < messages.size(); i++) {
            lastOfUser = isFrom("user", messages.get(i)) ? i : lastOfUser;
        }
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).path(CALLS).isEmpty()) {
                List<JsonNode> results = new ArrayList<>();
                for (int j = i + 1; j < messages.size() && isFrom("tool", messages.get(j)); j++) {
                    results.add(messages.get(j));
                }
                turns.add(new Turn(i, messages.get(i), results, i > lastOfUser));
            }
        }
        return new ToolTurns(turns);
    }

    /** How often the model has called tools since the user said something. */
    int rounds() {
        return (int) turns.stream().filter(Turn::open).count();
    }

    /**
     * Checks calls and results one by one, as the service does.
     *
     * @throws ApiException for a call or a result without what it must have
     */
    static void checkMembers(JsonNode messages) {
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String where = "messages[" + i + "].";
            if (isFrom("tool", message)) {
                require(message.path(ID).isTextual(), where + ID + " must be a string");
                require(message.hasNonNull("content"), where + "content must be a string or an array");
            }
            require(isListOrAbsent(message.get(CALLS)), where + CALLS + " must be an array");
            for (JsonNode call : message.path(CALLS)) {
                require(call.path("id").isTextual(), where + CALLS + ": id must be a string");
                require(call.path("type").asText().equals("function"), where + CALLS + ": type must be function");
                JsonNode function = call.path("function");
                require(function.path("name").isTextual(), where + CALLS + ": function.name must be a string");
                require(
                        function.path("arguments").isTextual(),
                        where + CALLS + ": function.arguments must be a string");
            }
        }
    }

    /**
     * Checks that each call has one result, right behind it, and each result a call.
     *
     * @param format of the reasoning, which tells whose words a refusal has
     * @return why the provider does not take the conversation, or null if it does
     */
    String complaint(JsonNode messages, String format) {
        ToolWords words = ToolWords.of(format);
        for (Turn turn : turns) {
            List<String> unanswered = new ArrayList<>();
            for (JsonNode call : turn.calls()) {
                String id = call.path("id").asText();
                if (unanswered.contains(id)) {
                    return words.repeated(turn.number(), id);
                }
                unanswered.add(id);
            }
            for (JsonNode result : turn.results()) {
                if (!unanswered.remove(result.path(ID).asText())) {
                    return words.unexpected(turn.number() + 1, result.path(ID).asText());
                }
            }
            if (!unanswered.isEmpty()) {
                return words.unanswered(turn.number(), unanswered);
            }
        }
        return strayComplaint(messages, words);
    }

    /** A result must stand behind a turn, or behind another result of it. */
    private static String strayComplaint(JsonNode messages, ToolWords words) {
        boolean behindTurn = false;
        for (int i = 0; i < messages.size(); i++) {
            boolean result = isFrom("tool", messages.get(i));
            if (result && !behindTurn) {
                return words.unexpected(i, messages.get(i).path(ID).asText());
            }
            behindTurn = result || !messages.get(i).path(CALLS).isEmpty();
        }
        return null;
    }

    private static boolean isListOrAbsent(JsonNode calls) {
        return calls == null || calls.isNull() || calls.isArray();
    }

    private static boolean isFrom(String role, JsonNode message) {
        return message.path("role").asText().equals(role);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw ApiException.badRequest(otherwise);
        }
    }
}
