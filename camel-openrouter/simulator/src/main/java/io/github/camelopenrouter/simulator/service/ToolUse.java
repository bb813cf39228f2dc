package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service did for an answer besides asking the model.
 *
 * @param searches on the web
 * @param results of these searches
 * @param calls of server tools: searches that the model asked for and the service made
 * @param cost in USD
 */
record ToolUse(int searches, int results, int calls, BigDecimal cost) {

    static final ToolUse NONE = new ToolUse(0, 0, 0, BigDecimal.ZERO);

    ToolUse plus(BigDecimal more) {
        return new ToolUse(searches, results, calls, Usage.plain(cost.add(more)));
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("web_search_requests", searches);
        if (calls > 0) {
            json.put("tool_calls_requested", calls).put("tool_calls_executed", calls);
        }
        return json;
    }
}
