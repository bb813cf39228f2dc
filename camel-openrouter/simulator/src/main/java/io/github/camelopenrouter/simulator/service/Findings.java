package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service did besides asking the model, and found.
 *
 * @param annotations of the first choice
 * @param pipeline the stages that found something, as the metadata of the router tell it
 */
record Findings(ArrayNode annotations, ArrayNode pipeline) {

    static final String PLUGIN = "plugin";

    static Findings none() {
        return new Findings(Json.array(), Json.array());
    }

    /** Notes a stage. */
    void stage(String type, String name, String summary, BigDecimal cost) {
        ObjectNode stage = pipeline.addObject().put("type", type).put("name", name);
        stage.put("summary", summary).put("cost_usd", cost);
    }
}
