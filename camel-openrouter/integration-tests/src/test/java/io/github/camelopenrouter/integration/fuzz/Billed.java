package io.github.camelopenrouter.integration.fuzz;

/** Whether a client can know what an answer cost. */
enum Billed {
    /** Nothing: it was refused. */
    NOTHING,
    /** The answer tells it, or tells under which id it can be asked for. */
    KNOWN,
    /** So little of the answer was sent that not even its id is known for certain. */
    PERHAPS
}
