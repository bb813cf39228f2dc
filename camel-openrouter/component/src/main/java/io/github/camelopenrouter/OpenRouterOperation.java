package io.github.camelopenrouter;

/** What an endpoint does: the path of its URI. */
public enum OpenRouterOperation {
    /** Asks and waits, without holding a thread, for the whole answer. */
    completion,
    /** Asks and hands the answer on while it arrives. */
    streaming,
    /** Looks up what became of a generation and what it cost, by its id; free of charge. */
    generation,
    /** Makes a route a tool that models may call. */
    tool
}
