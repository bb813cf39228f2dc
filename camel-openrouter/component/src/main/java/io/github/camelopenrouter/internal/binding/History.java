package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.conversation.ConversationTurn;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ToolCall;

/**
 * What was said before, in front of what a message adds.
 *
 * <p>A body may bring a whole conversation, as web pages do that send all they show: what it has up to its last answer is in the
 * conversation already, and only what stands behind that is added. Where the conversation has nothing, all of it is. Messages of the
 * system count for this call, and are not kept: options that change count at once.
 */
final class History {
    private static final Set<String> LEADS = Set.of("system", "developer");

    private final ConversationTurn turn;
    private final int added;

    private History(ConversationTurn turn, int added) {
        this.turn = turn;
        this.added = added;
    }

    /**
     * Puts what was said before into a request.
     *
     * @throws IllegalArgumentException where the message does not go on with a conversation
     */
    static History join(Map<String, Object> members, ConversationTurn turn) {
        if (!(members.get("messages") instanceof List<?> list)) {
            throw new IllegalArgumentException(
                    "A message of a conversation needs messages, and its body is a request with a prompt: send the prompt as"
                            + " text, or leave out conversationId");
        }
        List<Object> joined = new ArrayList<>();
        List<Object> said = new ArrayList<>();
        for (Object message : list) {
            (LEADS.contains(role(message)) ? joined : said).add(message);
        }
        int answer = said.size() - 1;
        while (answer >= 0 && !role(said.get(answer)).equals("assistant")) {
            answer--;
        }
        if (answer == said.size() - 1) {
            throw new IllegalArgumentException(
                    "A message of a conversation must end with the role user or tool: an answer cannot be begun for the model"
                            + " there");
        }
        Set<String> answered = new HashSet<>();
        for (int i = answer + 1; i < said.size() && role(said.get(i)).equals("tool"); i++) {
            answered.add(text(said.get(i), "tool_call_id"));
        }
        List<Object> before = turn.history(answered);
        List<Object> fresh = before.isEmpty() ? said : said.subList(answer + 1, said.size());
        Set<String> known = new HashSet<>();
        before.forEach(message -> calls(message, known));
        fresh.forEach(message -> calls(message, known));
        if (!known.containsAll(answered)) {
            throw new IllegalArgumentException(
                    "The message has results of tool calls that the conversation has not, or not any more: send them with the"
                            + " messages before them, or ask again");
        }
        joined.addAll(before);
        joined.addAll(fresh);
        members.put("messages", joined);
        return new History(turn, fresh.size());
    }

    /**
     * A request that was sent before and is gone on with: it has what was said before, and what it added was not kept yet.
     *
     * @param added how many of its last messages were new; 0 where it stood alone, and all of it is
     */
    static void again(Map<String, Object> members, int added, ConversationTurn turn) {
        List<?> messages = members.get("messages") instanceof List<?> list ? list : List.of();
        turn.history(Set.of());
        turn.asked(messages.subList(added == 0 ? 0 : messages.size() - added, messages.size()).stream()
                .filter(message -> !LEADS.contains(role(message)))
                .map(message -> (Object) message)
                .toList());
    }

    int added() {
        return added;
    }

    private static String role(Object message) {
        return String.valueOf(Conversation.member(message, "role"));
    }

    private static String text(Object message, String member) {
        return message instanceof ChatMessage chat
                ? String.valueOf(chat.toolCallId())
                : String.valueOf(Conversation.member(message, member));
    }

    private static void calls(Object message, Set<String> ids) {
        if (message instanceof ChatMessage chat) {
            List<ToolCall> calls = chat.toolCalls() == null ? List.of() : chat.toolCalls();
            calls.forEach(call -> ids.add(String.valueOf(call.id())));
        } else if (Conversation.member(message, "tool_calls") instanceof Iterable<?> calls) {
            calls.forEach(call -> ids.add(
                    call instanceof JsonNode node
                            ? node.path("id").asText()
                            : String.valueOf(Conversation.member(call, "id"))));
        }
    }

    /** Whether a message of the request is one of those that are added. */
    boolean adds(int position, Conversation conversation) {
        return position >= conversation.size() - added;
    }

    /** Keeps what is added, as it is now. */
    void note(Conversation conversation) {
        turn.asked(conversation.from(conversation.size() - added));
    }
}
