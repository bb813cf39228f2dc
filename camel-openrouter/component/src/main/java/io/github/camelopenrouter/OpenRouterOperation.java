package io.github.camelopenrouter;

/** What an endpoint does: the path of its URI. */
public enum OpenRouterOperation {
    /** Asks and waits, without holding a thread, for the whole answer. */
    completion,
    /** Asks and hands the answer on while it arrives. */
    streaming
}
