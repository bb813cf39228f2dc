package io.github.camelopenrouter;

/** What to do with a message whose request was sent before and never answered. */
public enum OpenRouterUnanswered {
    /** Send the same bytes again, and ask OpenRouter's response cache to answer them. May pay twice. */
    regenerate,
    /** Send nothing and fail; somebody has to look. Never pays twice. */
    park
}
