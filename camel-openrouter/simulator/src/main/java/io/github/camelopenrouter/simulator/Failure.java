package io.github.camelopenrouter.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer when the script of a test, or the simulator itself, fails. */
final class Failure {

    private Failure() {}

    static Reply of(RuntimeException cause) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", "The simulator failed: " + cause).put("code", 500);
        return Reply.json(500, body.toString());
    }
}
