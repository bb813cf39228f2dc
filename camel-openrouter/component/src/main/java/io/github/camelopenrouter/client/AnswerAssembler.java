package io.github.camelopenrouter.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * Makes a {@link ChatResponse} of one whole answer or of many chunks: text and reasoning joined, reasoning blocks merged by
 * index, tool calls put together, the last usage kept. Not thread-safe.
 */
final class AnswerAssembler {
    private static final Set<String> JOINED = Set.of("text", "summary", "data", "transcript");

    private StringBuilder text;
    private String onlyText;
    private StringBuilder reasoning;
    private String refusal;
    private String finishReason;
    private String nativeFinishReason;
    private Usage usage;
    private List<ObjectNode> reasoningDetails;
    private ToolCallAssembler toolCalls;
    private Map<String, JsonNode> messageExtra;
    private Map<String, JsonNode> extra;
    private boolean finished;
    private boolean empty = true;

    /** Takes in what was read; a chunk's error has been looked at before. */
    void add(Answer answer) {
        if (answer.usage != null) {
            usage = answer.usage;
        }
        if (answer.extra != null) {
            extra = merged(extra, answer.extra);
        }
        if (!answer.choices.isEmpty()) {
            empty = false;
            add(answer.choices.get(0));
        }
    }

    private void add(Answer.Choice choice) {
        if (choice.content != null && !choice.content.isEmpty()) {
            append(choice.content);
        }
        if (choice.refusal != null) {
            refusal = refusal == null ? choice.refusal : refusal + choice.refusal;
        }
        if (choice.finishReason != null) {
            finished = true;
            finishReason = choice.finishReason;
        }
        if (choice.nativeFinishReason != null) {
            nativeFinishReason = choice.nativeFinishReason;
        }
        if (choice.toolCalls != null) {
            if (toolCalls == null) {
                toolCalls = new ToolCallAssembler();
            }
            toolCalls.add(choice.toolCalls);
        }
        if (choice.reasoningDetails != null) {
            if (reasoningDetails == null) {
                reasoningDetails = new ArrayList<>(2);
            }
            int before = reasoningDetails.size();
            for (JsonNode fragment : choice.reasoningDetails) {
                addDetail(fragment, before);
            }
        }
        String thought = reasoning(choice);
        if (thought != null) {
            if (reasoning == null) {
                reasoning = new StringBuilder();
            }
            reasoning.append(thought);
        }
        if (choice.extra != null) {
            messageExtra = merged(messageExtra, choice.extra);
        }
        if (choice.logprobs != null) {
            messageExtra = merged(messageExtra, Map.of("logprobs", choice.logprobs));
        }
    }

    private void append(String content) {
        // one whole answer needs no builder
        if (onlyText == null && text == null) {
            onlyText = content;
            return;
        }
        if (text == null) {
            text = new StringBuilder(Math.max(256, 2 * onlyText.length())).append(onlyText);
            onlyText = null;
        }
        text.append(content);
    }

    /** The reasoning text of a choice, or null: most providers send it twice, as text and as details. */
    static String reasoning(Answer.Choice choice) {
        if (choice.reasoningDetails != null) {
            StringBuilder joined = null;
            for (JsonNode detail : choice.reasoningDetails) {
                String part = detail.path("text").asText(detail.path("summary").asText(""));
                if (!part.isEmpty()) {
                    joined = joined == null ? new StringBuilder(part) : joined.append(part);
                }
            }
            if (joined != null) {
                return joined.toString();
            }
        }
        return choice.reasoning == null || choice.reasoning.isEmpty() ? null : choice.reasoning;
    }

    /** Blocks are replayed on the next turn and refused unless they are whole: text joined, last signature kept. */
    private void addDetail(JsonNode fragment, int before) {
        if (!(fragment instanceof ObjectNode part)) {
            return;
        }
        ObjectNode block = null;
        if (part.has("index")) {
            for (ObjectNode known : reasoningDetails) {
                block = sameBlock(known, part) ? known : block;
            }
        } else if (before > 0 && before == reasoningDetails.size()) {
            // without an index, a chunk goes on where the one before it stopped
            ObjectNode known = reasoningDetails.get(before - 1);
            block = sameBlock(known, part) && part.path("text").isTextual() ? known : null;
        }
        if (block == null) {
            reasoningDetails.add(part.deepCopy());
            return;
        }
        joined(block, part);
    }

    /** Adds a fragment to what it is a part of: what streams is joined, of everything else the last word counts. */
    private static ObjectNode joined(ObjectNode target, ObjectNode part) {
        part.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (JOINED.contains(name) && value.isTextual() && target.path(name).isTextual()) {
                target.put(name, target.path(name).textValue() + value.textValue());
            } else if (!value.isNull()) {
                target.set(name, value);
            }
        });
        return target;
    }

    private static boolean sameBlock(ObjectNode known, ObjectNode part) {
        boolean otherId = known.path("id").isTextual()
                && part.path("id").isTextual()
                && !known.path("id").equals(part.path("id"));
        return !otherId
                && known.path("index").equals(part.path("index"))
                && known.path("type").equals(part.path("type"));
    }

    /** Lists grow, their repeated elements once; everything else: the last word counts. */
    private static Map<String, JsonNode> merged(Map<String, JsonNode> known, Map<String, JsonNode> more) {
        Map<String, JsonNode> result = known == null ? new LinkedHashMap<>(4) : known;
        more.forEach((name, value) -> result.merge(name, value, (a, b) -> {
            if (name.equals("audio") && a instanceof ObjectNode target && b instanceof ObjectNode part) {
                return joined(target, part);
            }
            if (!(a instanceof ArrayNode) || !(b instanceof ArrayNode)) {
                return b;
            }
            ArrayNode union = JsonNodeFactory.instance.arrayNode();
            union.addAll((ArrayNode) a);
            for (JsonNode element : b) {
                boolean repeated = false;
                for (JsonNode present : union) {
                    repeated |= sameAnnotation(present, element);
                }
                if (!repeated) {
                    union.add(element);
                }
            }
            return union;
        }));
        return result;
    }

    private static boolean sameAnnotation(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return true;
        }
        JsonNode a = one.path("url_citation");
        JsonNode b = other.path("url_citation");
        return a.isObject()
                && b.isObject()
                && a.path("url").equals(b.path("url"))
                && a.path("start_index").equals(b.path("start_index"))
                && a.path("end_index").equals(b.path("end_index"));
    }

    /** Whether there was no choice at all. */
    boolean empty() {
        return empty;
    }

    /** Whether a finish reason was seen. */
    boolean finished() {
        return finished;
    }

    /** The text so far; empty for none. */
    String text() {
        return text != null ? text.toString() : onlyText != null ? onlyText : "";
    }

    /** The last usage so far, or null. */
    Usage usage() {
        return usage;
    }

    /** The answer, of the identity that the chunks agreed on. */
    ChatResponse build(Answer identity, String fallbackId, String cacheStatus) {
        String id = identity.id != null ? identity.id : fallbackId;
        boolean calls = toolCalls != null && !toolCalls.isEmpty();
        ChatMessage message = new ChatMessage(
                "assistant",
                TextPieces.whole(text()),
                null,
                null,
                calls ? toolCalls.build(id == null ? "0" : id) : null,
                refusal,
                reasoning == null ? null : TextPieces.whole(reasoning.toString()),
                reasoningDetails == null ? null : List.copyOf(reasoningDetails),
                messageExtra);
        String reason = finishReason == null && calls ? "tool_calls" : finishReason;
        return new ChatResponse(
                id,
                identity.model,
                identity.provider,
                identity.created,
                List.of(new ChatChoice(message, reason, nativeFinishReason)),
                usage,
                cacheStatus,
                extra == null ? Map.of() : extra);
    }
}
