package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.Usage;

/**
 * An answer as text and back, without loss: in the shape that the service itself sends, plus two members for what no body says, the
 * response cache's status and why a tool call must not be executed.
 */
public final class AnswerJson {
    private static final String CACHE_STATUS = "x-openrouter-cache-status";
    /** A member of a call that no service sends. */
    static final String FAULT = "x-fault";

    /** Members of a tool call that have a place of their own. */
    private static final Set<String> CALL = Set.of("id", "type", "function", FAULT);
    /** The same of what is called. */
    private static final Set<String> OF_FUNCTION = Set.of("name", "arguments");

    private AnswerJson() {}

    /** The answer as JSON in ASCII, so that any encoding of a store can hold it. */
    public static String write(ChatResponse response) {
        StringWriter out = new StringWriter(512);
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
            json.writeStartObject();
            text(json, "id", response.id());
            text(json, "model", response.model());
            text(json, "provider", response.provider());
            number(json, "created", response.created());
            json.writeArrayFieldStart("choices");
            for (ChatChoice choice : response.choices()) {
                choice(json, choice);
            }
            json.writeEndArray();
            if (response.usage() != null) {
                usage(json, response.usage());
            }
            text(json, CACHE_STATUS, response.cacheStatus());
            members(json, response.extra());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void choice(JsonGenerator json, ChatChoice choice) throws IOException {
        ChatMessage message = choice.message();
        json.writeStartObject();
        text(json, "finish_reason", choice.finishReason());
        text(json, "native_finish_reason", choice.nativeFinishReason());
        JsonNode logprobs = message.extra().get("logprobs");
        if (logprobs != null) {
            json.writeFieldName("logprobs");
            json.writeTree(logprobs);
        }
        json.writeObjectFieldStart("message");
        text(json, "role", message.role());
        text(json, "content", message.text());
        text(json, "refusal", message.refusal());
        text(json, "reasoning", message.reasoning());
        if (message.reasoningDetails() != null) {
            json.writeArrayFieldStart("reasoning_details");
            for (JsonNode detail : message.reasoningDetails()) {
                json.writeTree(detail);
            }
            json.writeEndArray();
        }
        if (message.toolCalls() != null) {
            json.writeArrayFieldStart("tool_calls");
            for (ToolCall call : message.toolCalls()) {
                call(json, call);
            }
            json.writeEndArray();
        }
        for (Map.Entry<String, JsonNode> member : message.extra().entrySet()) {
            if (!member.getKey().equals("logprobs")) {
                json.writeFieldName(member.getKey());
                json.writeTree(member.getValue());
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void call(JsonGenerator json, ToolCall call) throws IOException {
        json.writeStartObject();
        text(json, "id", call.id());
        text(json, "type", call.type());
        json.writeObjectFieldStart("function");
        text(json, "name", call.name());
        text(json, "arguments", call.arguments());
        JsonNode function = call.extra().get("function");
        if (function != null) {
            for (Map.Entry<String, JsonNode> member : function.properties()) {
                json.writeFieldName(member.getKey());
                json.writeTree(member.getValue());
            }
        }
        json.writeEndObject();
        Map<String, JsonNode> beside = new TreeMap<>(call.extra());
        beside.remove("function");
        members(json, beside);
        text(json, FAULT, call.error());
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, Usage usage) throws IOException {
        if (usage.raw() != null) {
            json.writeFieldName("usage");
            json.writeTree(usage.raw());
            return;
        }
        json.writeObjectFieldStart("usage");
        number(json, "prompt_tokens", usage.promptTokens());
        number(json, "completion_tokens", usage.completionTokens());
        number(json, "total_tokens", usage.totalTokens());
        number(json, "cost", usage.cost());
        if (usage.byok() != null) {
            json.writeBooleanField("is_byok", usage.byok());
        }
        json.writeObjectFieldStart("prompt_tokens_details");
        number(json, "cached_tokens", usage.cachedTokens());
        number(json, "cache_write_tokens", usage.cacheWriteTokens());
        number(json, "audio_tokens", usage.promptAudioTokens());
        number(json, "video_tokens", usage.promptVideoTokens());
        json.writeEndObject();
        json.writeObjectFieldStart("completion_tokens_details");
        number(json, "reasoning_tokens", usage.reasoningTokens());
        number(json, "audio_tokens", usage.completionAudioTokens());
        number(json, "image_tokens", usage.completionImageTokens());
        json.writeEndObject();
        json.writeObjectFieldStart("cost_details");
        number(json, "upstream_inference_cost", usage.upstreamCost());
        number(json, "upstream_inference_prompt_cost", usage.upstreamPromptCost());
        number(json, "upstream_inference_completions_cost", usage.upstreamCompletionCost());
        json.writeEndObject();
        json.writeObjectFieldStart("server_tool_use_details");
        number(json, "web_search_requests", usage.webSearchRequests());
        number(json, "tool_calls_requested", usage.serverToolCallsRequested());
        number(json, "tool_calls_executed", usage.serverToolCallsExecuted());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void members(JsonGenerator json, Map<String, JsonNode> members) throws IOException {
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            json.writeFieldName(member.getKey());
            json.writeTree(member.getValue());
        }
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, Number value) throws IOException {
        if (value != null) {
            // its own text: costs keep the digits that the service sent
            json.writeFieldName(name);
            json.writeNumber(value.toString());
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static ChatResponse read(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        WireAnswer answer = new WireAnswer();
        try {
            AnswerReader.read(json, 0, json.length, answer);
        } catch (IOException e) {
            // its message may quote the answer
            throw new IllegalArgumentException("is not the JSON of an answer");
        }
        if (answer.choices.isEmpty()) {
            throw new IllegalArgumentException("has no choices");
        }
        Map<String, JsonNode> extra = answer.extra == null ? Map.of() : answer.extra;
        JsonNode cacheStatus = extra.isEmpty() ? null : extra.remove(CACHE_STATUS);
        return new ChatResponse(
                answer.id,
                answer.model,
                answer.provider,
                answer.created,
                answer.choices.stream().map(AnswerJson::choice).toList(),
                answer.usage,
                cacheStatus == null ? null : cacheStatus.asText(),
                extra);
    }

    private static ChatChoice choice(WireAnswer.Choice read) {
        List<ToolCall> calls = null;
        if (read.toolCalls != null) {
            calls = new ArrayList<>();
            for (JsonNode call : read.toolCalls) {
                JsonNode function = call.path("function");
                calls.add(new ToolCall(
                        textOf(call, "id"),
                        textOf(call, "type"),
                        textOf(function, "name"),
                        textOf(function, "arguments"),
                        textOf(call, FAULT),
                        further(call)));
            }
        }
        List<JsonNode> details = null;
        if (read.reasoningDetails != null) {
            details = new ArrayList<>();
            read.reasoningDetails.forEach(details::add);
        }
        Map<String, JsonNode> extra = read.extra;
        if (read.logprobs != null) {
            extra = WireAnswer.put(extra, "logprobs", read.logprobs);
        }
        ChatMessage message = new ChatMessage(
                read.role,
                read.content == null ? "" : read.content,
                null,
                null,
                calls == null ? null : List.copyOf(calls),
                read.refusal,
                read.reasoning,
                details == null ? null : List.copyOf(details),
                extra);
        return new ChatChoice(message, read.finishReason, read.nativeFinishReason);
    }

    /** What a call has beside its function, such as a provider's signature. */
    private static Map<String, JsonNode> further(JsonNode call) {
        Map<String, JsonNode> further = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : call.properties()) {
            if (!CALL.contains(member.getKey())) {
                further.put(member.getKey(), member.getValue());
            }
        }
        ObjectNode function = JsonNodeFactory.instance.objectNode();
        call.path("function").properties().forEach(member -> {
            if (!OF_FUNCTION.contains(member.getKey())) {
                function.set(member.getKey(), member.getValue());
            }
        });
        if (!function.isEmpty()) {
            further.put("function", function);
        }
        return further.isEmpty() ? Map.of() : further;
    }

    private static String textOf(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }
}
