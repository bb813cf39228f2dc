package io.github.camelopenrouter;

/** What becomes of an answer in which an element of a streamed array is not valid. */
public enum OpenRouterInvalidElement {
    /** Nothing more is handed on; the answer is read to its end and then fails, with its exact cost. */
    fail,
    /** The stream is cut at once, so that the rest is not paid, and fails with the cost that is known by then. */
    abort,
    /** The element is left out, and reported with the last part. */
    skip,
    /** The element is handed on as JSON, with what is wrong with it. */
    pass
}
