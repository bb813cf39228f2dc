package io.github.camelopenrouter;

/** What {@code completion} leaves as the body. */
public enum OpenRouterOutput {
    /** The text, as {@link String}; empty where the model said nothing. */
    text,
    /** The assistant's message, as {@link io.github.camelopenrouter.model.ChatMessage}. */
    message,
    /** The whole answer, as {@link io.github.camelopenrouter.model.ChatResponse}. */
    response
}
