package io.github.camelopenrouter;

/** What a conversation has of a streamed answer that was cut before its end. */
public enum OpenRouterConversationCut {
    /** The question, and the text that had arrived. */
    keep,
    /** Nothing, and not the question either. */
    drop
}
