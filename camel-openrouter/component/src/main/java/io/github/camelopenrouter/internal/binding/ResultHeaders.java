package io.github.camelopenrouter.internal.binding;

import java.util.List;

import org.apache.camel.Message;

import com.fasterxml.jackson.databind.node.TextNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;

/** Puts an answer's facts into message headers. What the service did not say is absent, and so is what an earlier call said. */
public final class ResultHeaders {
    private static final List<String> ALL = List.of(
            OpenRouterConstants.RESPONSE_ID,
            OpenRouterConstants.RESPONSE_MODEL,
            OpenRouterConstants.PROVIDER,
            OpenRouterConstants.FINISH_REASON,
            OpenRouterConstants.NATIVE_FINISH_REASON,
            OpenRouterConstants.PROMPT_TOKENS,
            OpenRouterConstants.COMPLETION_TOKENS,
            OpenRouterConstants.TOTAL_TOKENS,
            OpenRouterConstants.REASONING_TOKENS,
            OpenRouterConstants.CACHED_TOKENS,
            OpenRouterConstants.CACHE_WRITE_TOKENS,
            OpenRouterConstants.COST,
            OpenRouterConstants.BYOK_USED,
            OpenRouterConstants.REASONING,
            OpenRouterConstants.REASONING_DETAILS,
            OpenRouterConstants.TOOL_CALLS,
            OpenRouterConstants.TOOL_ROUNDS,
            OpenRouterConstants.TOOL_CALLS_MADE,
            OpenRouterConstants.PENDING_TOOL_CALLS,
            OpenRouterConstants.REFUSAL,
            OpenRouterConstants.ANNOTATIONS,
            OpenRouterConstants.TRANSCRIPT,
            OpenRouterConstants.IMAGE_URLS,
            OpenRouterConstants.LOGPROBS,
            OpenRouterConstants.CHOICES,
            OpenRouterConstants.SEARCHES,
            OpenRouterConstants.RESPONSE_SERVICE_TIER,
            OpenRouterConstants.RESPONSE_ROUTER_METADATA,
            OpenRouterConstants.CACHE_STATUS,
            OpenRouterConstants.REPAIRS,
            OpenRouterConstants.TOTAL_COST,
            OpenRouterConstants.LEFT_OUT,
            OpenRouterConstants.VIOLATIONS,
            OpenRouterConstants.INVALID_ELEMENTS,
            OpenRouterConstants.REPLAYED);

    private ResultHeaders() {}

    /** Removes the result headers of an earlier call. */
    public static void clear(Message message) {
        if (message.hasHeaders() && anyOfOurs(message)) {
            for (String header : ALL) {
                message.removeHeader(header);
            }
        }
    }

    private static boolean anyOfOurs(Message message) {
        for (String header : message.getHeaders().keySet()) {
            if (header.startsWith(RequestHeaders.PREFIX)) {
                return true;
            }
        }
        return false;
    }

    /** Sets the result headers that are short, whatever the model said; {@link #clear} came before. */
    static void headers(Message message, ChatResponse response) {
        set(message, OpenRouterConstants.RESPONSE_ID, response.id());
        set(message, OpenRouterConstants.RESPONSE_MODEL, response.model());
        set(message, OpenRouterConstants.PROVIDER, response.provider());
        set(message, OpenRouterConstants.FINISH_REASON, response.finishReason());
        set(
                message,
                OpenRouterConstants.NATIVE_FINISH_REASON,
                response.choices().get(0).nativeFinishReason());
        set(message, OpenRouterConstants.TOOL_CALLS, response.message().toolCalls());
        set(message, OpenRouterConstants.CACHE_STATUS, response.cacheStatus());
        Usage usage = response.usage();
        if (usage != null) {
            count(message, OpenRouterConstants.PROMPT_TOKENS, usage.promptTokens());
            count(message, OpenRouterConstants.COMPLETION_TOKENS, usage.completionTokens());
            count(message, OpenRouterConstants.TOTAL_TOKENS, usage.totalTokens());
            count(message, OpenRouterConstants.REASONING_TOKENS, usage.reasoningTokens());
            count(message, OpenRouterConstants.CACHED_TOKENS, usage.cachedTokens());
            count(message, OpenRouterConstants.SEARCHES, usage.webSearchRequests());
            count(message, OpenRouterConstants.CACHE_WRITE_TOKENS, usage.cacheWriteTokens());
            set(message, OpenRouterConstants.COST, usage.cost());
            set(message, OpenRouterConstants.BYOK_USED, usage.byok());
        }
        if (response.extra().get("service_tier") instanceof TextNode tier) {
            set(message, OpenRouterConstants.RESPONSE_SERVICE_TIER, tier.textValue());
        }
    }

    /** Sets what all rounds of a call came to that offered tools; null for one that did not. */
    public static void headers(Message message, ToolLoop loop) {
        if (loop != null) {
            set(message, OpenRouterConstants.TOOL_ROUNDS, loop.rounds());
            set(message, OpenRouterConstants.TOOL_CALLS_MADE, loop.calls());
            set(message, OpenRouterConstants.TOTAL_COST, loop.cost());
            if (loop.pending() != null) {
                set(
                        message,
                        OpenRouterConstants.PENDING_TOOL_CALLS,
                        loop.pending().calls().size());
            }
        }
    }

    /** Sets the result headers of a generation that was looked up. */
    public static void headers(Message message, Generation generation) {
        set(message, OpenRouterConstants.RESPONSE_ID, generation.id());
        set(message, OpenRouterConstants.RESPONSE_MODEL, generation.model());
        set(message, OpenRouterConstants.PROVIDER, generation.provider());
        set(message, OpenRouterConstants.FINISH_REASON, generation.finishReason());
        set(message, OpenRouterConstants.NATIVE_FINISH_REASON, generation.nativeFinishReason());
        count(message, OpenRouterConstants.PROMPT_TOKENS, generation.promptTokens());
        count(message, OpenRouterConstants.COMPLETION_TOKENS, generation.completionTokens());
        count(message, OpenRouterConstants.REASONING_TOKENS, generation.reasoningTokens());
        count(message, OpenRouterConstants.CACHED_TOKENS, generation.cachedTokens());
        set(message, OpenRouterConstants.COST, generation.cost());
        set(message, OpenRouterConstants.BYOK_USED, generation.byok());
    }

    /** An Integer wherever it fits, as routes expect it; a Long beyond. */
    private static void count(Message message, String name, Long value) {
        if (value != null) {
            boolean fits = value == value.intValue();
            set(message, name, fits ? (Object) value.intValue() : value);
        }
    }

    private static void set(Message message, String name, Object value) {
        if (value != null) {
            message.setHeader(name, value);
        }
    }
}
