package io.github.camelopenrouter.simulator.service;

/** What becomes of a response format at a provider or with a model. */
public enum Obedience {
    /** The answer is JSON, and satisfies the schema if there is one. */
    HONOURED,
    /** The answer is what it would be without a format. */
    IGNORED,
    /** The provider refuses the request. */
    REFUSED,
    /** The model means to obey, and writes JSON that is none: in a fence, with a comma too many and its end missing. */
    DAMAGED
}
