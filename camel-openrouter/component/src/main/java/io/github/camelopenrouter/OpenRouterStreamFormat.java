package io.github.camelopenrouter;

/** What {@code streaming} leaves as the body. */
public enum OpenRouterStreamFormat {
    /** Chunks to iterate over: a {@link io.github.camelopenrouter.model.ChatStream}. */
    chunks,
    /** An {@link java.io.InputStream} of server-sent events, as OpenRouter sends them. */
    sse,
    /** An {@link java.io.InputStream} of the plain text in UTF-8. */
    text
}
