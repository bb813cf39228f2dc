package io.github.camelopenrouter.simulator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a model draws: a dot. */
final class Picture {

    /** How many tokens one takes. */
    static final int TOKENS = 1290;

    private static final String PNG =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                    + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private Picture() {}

    static ArrayNode images() {
        ArrayNode images = Json.array();
        ObjectNode image = images.addObject().put("type", "image_url");
        image.putObject("image_url").put("url", PNG);
        image.put("index", 0);
        return images;
    }
}
