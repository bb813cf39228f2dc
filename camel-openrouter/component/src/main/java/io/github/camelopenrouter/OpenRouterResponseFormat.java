package io.github.camelopenrouter;

/** What the model is asked to answer in: <a href="https://openrouter.ai/docs/features/structured-outputs">structured outputs</a>. */
public enum OpenRouterResponseFormat {
    /** Whatever it likes: nothing is said about it. */
    text,
    /** Some JSON object. */
    json,
    /** JSON of a schema, which jsonSchema or outputClass gives. */
    schema
}
