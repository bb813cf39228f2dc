package io.github.camelopenrouter;

/** What an answer is left as in the body. */
public enum OpenRouterOutput {
    /** The text, as {@link String}; empty where the model said nothing, and of an answer that was checked the JSON alone. */
    text,
    /** The JSON as an object of the class that {@code outputClass} names. */
    object,
    /** The JSON object as {@link java.util.Map}. */
    map,
    /** The JSON as {@link com.fasterxml.jackson.databind.JsonNode}; numbers keep their digits. */
    json,
    /** The assistant's message, as {@link io.github.camelopenrouter.model.ChatMessage}. */
    message,
    /** The whole answer, as {@link io.github.camelopenrouter.model.ChatResponse}. */
    response
}
