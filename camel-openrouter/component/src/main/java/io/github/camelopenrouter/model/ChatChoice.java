package io.github.camelopenrouter.model;

/**
 * One choice of an answer.
 *
 * @param message what the model said; never null
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter} or a newer word; null where the
 *     provider gave none
 * @param nativeFinishReason the provider's own word, or null
 */
public record ChatChoice(ChatMessage message, String finishReason, String nativeFinishReason) {}
