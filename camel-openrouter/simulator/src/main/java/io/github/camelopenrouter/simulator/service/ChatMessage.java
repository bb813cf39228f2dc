package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One choice of an answer as the wire has it.
 *
 * @param index of the choice
 */
record ChatMessage(ChatAnswer answer, int index) {

    Completion completion() {
        return answer.choices().get(index);
    }

    /** The choice in one piece. */
    ObjectNode choice() {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("logprobs", logprobs(completion().content()));
        String reason = completion().finishReason();
        choice.put("finish_reason", reason).put("native_finish_reason", answer.nativeFinishReason(reason));
        choice.set("message", message());
        return choice;
    }

    /** How sure the model is of tokens of its text; null if that is not told. */
    ObjectNode logprobs(List<String> tokens) {
        return answer.logprobs() == null || tokens.isEmpty()
                ? null
                : answer.logprobs().of(tokens);
    }

    /** What is told of the reasoning. */
    ReasoningDetails reasoningDetails() {
        return new ReasoningDetails(
                answer.route().model().reasoningFormat(),
                String.join("", completion().reasoning()));
    }

    /** The annotations, which belong to the first choice. */
    ArrayNode annotations() {
        return index == 0 ? answer.findings().annotations() : Json.array();
    }

    /** The ids of the calls, in their order. */
    List<String> toolCallIds() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < completion().toolCalls().size(); i++) {
            ids.add("call_" + suffix() + (i == 0 ? "" : "_" + (i + 1)));
        }
        return ids;
    }

    String audioId() {
        return "audio_" + suffix();
    }

    private String suffix() {
        String id = answer.id().substring(answer.id().lastIndexOf('-') + 1);
        return index == 0 ? id : id + index;
    }

    private ObjectNode message() {
        ObjectNode message = Json.object().put("role", "assistant");
        message.put("content", completion().toolCalls().isEmpty() ? completion().text() : null);
        message.putNull("refusal");
        if (completion().showsReasoning()) {
            message.put("reasoning", String.join("", completion().reasoning()));
            message.set("reasoning_details", reasoningDetails().whole());
        } else {
            message.putNull("reasoning");
        }
        if (!completion().toolCalls().isEmpty()) {
            message.set("tool_calls", toolCalls());
        }
        if (!annotations().isEmpty()) {
            message.set("annotations", annotations());
        }
        if (completion().image()) {
            message.set("images", Picture.images());
        }
        return message;
    }

    private ArrayNode toolCalls() {
        ArrayNode calls = Json.array();
        List<String> ids = toolCallIds();
        for (int i = 0; i < ids.size(); i++) {
            ObjectNode call = calls.addObject();
            call.put("index", i).put("id", ids.get(i)).put("type", "function");
            ToolCall wanted = completion().toolCalls().get(i);
            call.putObject("function").put("name", wanted.name()).put("arguments", wanted.arguments());
        }
        return calls;
    }
}
