package io.github.camelopenrouter.simulator.service;

/**
 * The model wants a function to be called.
 *
 * @param arguments JSON that satisfies the parameters of the function, unless the answer was cut in it
 */
record ToolCall(String name, String arguments) {

    int tokens() {
        return Tokens.count(name) + Tokens.count(arguments);
    }

    /** What is left of it if no more than that many tokens may be written; at least its name. */
    ToolCall cut(int tokens) {
        int kept = Math.max(0, tokens - Tokens.count(name));
        return new ToolCall(name, String.join("", Tokens.of(arguments).subList(0, kept)));
    }
}
