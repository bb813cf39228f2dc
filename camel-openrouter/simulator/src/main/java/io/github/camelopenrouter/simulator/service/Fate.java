package io.github.camelopenrouter.simulator.service;

/** How an answer ended. */
public enum Fate {
    /** It was sent as a whole. */
    ANSWERED,
    /** Its client left, or its connection broke, before its end. */
    LEFT,
    /** The model failed. */
    FAILED
}
