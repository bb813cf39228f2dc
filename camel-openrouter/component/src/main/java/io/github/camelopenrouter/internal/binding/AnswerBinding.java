package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

import org.apache.camel.Message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Media;
import io.github.camelopenrouter.model.ToolCall;

/**
 * Puts all that came with an answer onto a message, but for its body: facts as headers of types that survive a queue, media as
 * attachments. What would be longer than a header may be has none, and is named. Thread-safe.
 */
public final class AnswerBinding {
    private final HeaderText texts;

    public AnswerBinding(OpenRouterConfiguration options) {
        texts = new HeaderText(options.getMaxResultHeaderBytes());
    }

    /** Removes the media of an earlier answer. */
    public static void forgetMedia(Message message) {
        AnswerAttachments.clear(message);
    }

    /** Sets headers and attachments; {@link ResultHeaders#clear} came before. Attachments of an earlier answer go. */
    public void put(Message message, ChatResponse response) {
        ResultHeaders.headers(message, response);
        new LongHeaders(message).headers(response);
        AnswerAttachments.clear(message);
        AnswerAttachments.add(message, response.media());
    }

    /** What may be of any length, as headers of one message. */
    private final class LongHeaders {
        private final Message message;
        private StringJoiner leftOut;

        LongHeaders(Message message) {
            this.message = message;
        }

        void headers(ChatResponse response) {
            ChatMessage said = response.message();
            text(OpenRouterConstants.REASONING, said.reasoning());
            text(OpenRouterConstants.REFUSAL, said.refusal());
            if (said.reasoningDetails() != null) {
                json(OpenRouterConstants.REASONING_DETAILS, json -> array(json, said.reasoningDetails()));
            }
            if (!said.extra().isEmpty()) {
                extra(said);
            }
            if (response.choices().size() > 1) {
                json(OpenRouterConstants.CHOICES, json -> choices(json, response.choices()));
            }
            tree(OpenRouterConstants.RESPONSE_ROUTER_METADATA, response.extra().get("openrouter_metadata"));
            if (leftOut != null) {
                message.setHeader(OpenRouterConstants.LEFT_OUT, leftOut.toString());
            }
        }

        private void extra(ChatMessage said) {
            tree(OpenRouterConstants.ANNOTATIONS, said.extra().get("annotations"));
            tree(OpenRouterConstants.LOGPROBS, said.extra().get("logprobs"));
            JsonNode audio = said.extra().getOrDefault("audio", MissingNode.getInstance());
            if (audio.path("transcript").isTextual()) {
                text(OpenRouterConstants.TRANSCRIPT, audio.path("transcript").textValue());
            }
            List<String> urls = said.media().stream()
                    .map(Media::url)
                    .filter(Objects::nonNull)
                    .toList();
            if (!urls.isEmpty()) {
                json(OpenRouterConstants.IMAGE_URLS, json -> texts(json, urls));
            }
        }

        private void text(String header, String text) {
            if (text != null && !text.isEmpty()) {
                set(header, texts.fitting(text));
            }
        }

        private void tree(String header, JsonNode tree) {
            if (tree != null && tree.isContainerNode() && !tree.isEmpty()) {
                json(header, json -> json.writeTree(tree));
            }
        }

        private void json(String header, HeaderText.Written written) {
            set(header, texts.json(written));
        }

        private void set(String header, String fitting) {
            if (fitting == null) {
                leftOut = leftOut == null ? new StringJoiner(",") : leftOut;
                leftOut.add(header);
            } else {
                message.setHeader(header, fitting);
            }
        }
    }

    private static void array(JsonGenerator json, List<JsonNode> elements) throws IOException {
        json.writeStartArray();
        for (JsonNode element : elements) {
            json.writeTree(element);
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, List<String> texts) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** In the service's own shape, without what is too long for any header. */
    private static void choices(JsonGenerator json, List<ChatChoice> choices) throws IOException {
        json.writeStartArray();
        int index = 0;
        for (ChatChoice choice : choices) {
            ChatMessage said = choice.message();
            json.writeStartObject();
            json.writeNumberField("index", index++);
            optional(json, "finish_reason", choice.finishReason());
            optional(json, "native_finish_reason", choice.nativeFinishReason());
            json.writeObjectFieldStart("message");
            json.writeStringField("role", said.role());
            json.writeStringField("content", said.text());
            optional(json, "refusal", said.refusal());
            optional(json, "reasoning", said.reasoning());
            if (said.toolCalls() != null) {
                json.writeArrayFieldStart("tool_calls");
                for (ToolCall call : said.toolCalls()) {
                    call(json, call);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void call(JsonGenerator json, ToolCall call) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", call.id());
        json.writeStringField("type", call.type());
        json.writeObjectFieldStart("function");
        json.writeStringField("name", call.name());
        json.writeStringField("arguments", call.arguments());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
