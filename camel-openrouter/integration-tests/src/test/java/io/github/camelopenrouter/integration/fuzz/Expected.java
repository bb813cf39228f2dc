package io.github.camelopenrouter.integration.fuzz;

/** What may come of a call that met an answer. */
enum Expected {
    /** The text, and nothing else. */
    SUCCESS,
    /** A typed failure. */
    FAILURE,
    /** Either; but a success has the whole text. */
    WHOLE_OR_FAILURE,
    /** Either: nobody can say what this answer means. */
    EITHER
}
