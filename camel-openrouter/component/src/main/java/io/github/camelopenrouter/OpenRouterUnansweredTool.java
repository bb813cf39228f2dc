package io.github.camelopenrouter;

/** What to do with a message one of whose tools was begun before, where nobody knows what came of it. */
public enum OpenRouterUnansweredTool {
    /** Run nothing and fail; somebody has to look. The tool never does twice what it does. */
    park,
    /** Run the tool again. It may do twice what it does. */
    rerun,
    /** Do not run the tool, and tell the model that its result was lost. */
    tellModel
}
