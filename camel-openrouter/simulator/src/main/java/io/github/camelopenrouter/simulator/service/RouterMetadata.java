package io.github.camelopenrouter.simulator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a request was routed, and what was done for it on the way. */
record RouterMetadata(Route route, Findings findings) {

    private static final int OK = 200;

    ObjectNode json() {
        return json(OK);
    }

    /** @param status of the attempt */
    ObjectNode json(int status) {
        Model model = route.model();
        Endpoint served = route.endpoint();
        ObjectNode json = Json.object();
        json.put("requested", route.requested())
                .put("strategy", route.strategy())
                .putNull("region");
        json.put(
                "summary",
                "available=" + model.endpoints().size() + ", selected="
                        + served.provider().name());
        json.put("attempt", 1).put("is_byok", false);
        ObjectNode endpoints = json.putObject("endpoints");
        endpoints.put("total", model.endpoints().size());
        ArrayNode available = endpoints.putArray("available");
        for (Endpoint endpoint : model.endpoints()) {
            available
                    .addObject()
                    .put("provider", endpoint.provider().name())
                    .put("model", model.slug())
                    .put("selected", endpoint.equals(served));
        }
        json.putArray("attempts")
                .addObject()
                .put("provider", served.provider().name())
                .put("model", model.slug())
                .put("status", status);
        if (!findings.pipeline().isEmpty()) {
            json.set("pipeline", findings.pipeline());
        }
        return json;
    }
}
