package io.github.camelopenrouter;

/** Who runs the tools that a model asks for. */
public enum OpenRouterToolExecution {
    /** This component: the model is asked again with their results, until it answers. */
    auto,
    /** The route: the calls are the result, and go back with the next message. */
    manual
}
