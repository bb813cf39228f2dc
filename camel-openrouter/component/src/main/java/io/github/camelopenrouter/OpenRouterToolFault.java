package io.github.camelopenrouter;

/** What follows where the call of a tool comes to no good end. */
public enum OpenRouterToolFault {
    /** The model is told in a short sentence, and may do better. */
    tellModel,
    /** The exchange fails. */
    fail
}
