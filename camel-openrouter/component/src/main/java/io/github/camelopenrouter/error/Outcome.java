package io.github.camelopenrouter.error;

/** How far a failed call got: what decides whether it can have been billed, and whether sending it again can pay twice. */
public enum Outcome {
    /** The request never reached OpenRouter. Nothing was billed. */
    NOT_SENT,
    /** OpenRouter answered with an error. Failed calls are not billed. */
    REJECTED,
    /** The request was sent and no usable answer came. It may have been billed. */
    UNKNOWN,
    /** Part of the answer arrived before the failure. It may have been billed. */
    PARTIAL
}
