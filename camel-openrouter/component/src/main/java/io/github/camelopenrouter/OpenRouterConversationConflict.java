package io.github.camelopenrouter;

/** What happens to a message whose conversation has a turn under way. */
public enum OpenRouterConversationConflict {
    /** It waits, without a thread, until the turns before it have ended. */
    order,
    /** It fails at once, and nothing is sent. */
    refuse
}
