package io.github.camelopenrouter.simulator.service;

/** JSON as models write it that were not held to it. */
final class DamagedJson {

    private DamagedJson() {}

    /** In a fence behind a sentence, with a comma before the last end, which is missing. */
    static String of(String json) {
        return "Here is the JSON:\n```json\n" + json.substring(0, json.length() - 1) + ",\n```";
    }
}
