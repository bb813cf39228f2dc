package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How sure the model is of its tokens: the longer, the surer.
 *
 * @param alternatives how many other tokens are told for each of them
 */
record Logprobs(int alternatives) {

    /** Those that a request wants from that model, or null. */
    static Logprobs wantedBy(ChatRequest request, Model model) {
        boolean known = false;
        for (JsonNode name : model.listing().path("supported_parameters")) {
            known |= name.asText().equals("logprobs");
        }
        return known && request.body().path("logprobs").asBoolean()
                ? new Logprobs(request.body().path("top_logprobs").asInt())
                : null;
    }

    ObjectNode of(List<String> tokens) {
        ObjectNode json = Json.object();
        ArrayNode content = json.putArray("content");
        for (String token : tokens) {
            ObjectNode told = entry(content, token, 0);
            ArrayNode top = told.putArray("top_logprobs");
            for (int i = 0; i < alternatives; i++) {
                entry(top, i == 0 ? token : token + i, i);
            }
        }
        return json.putNull("refusal");
    }

    private static ObjectNode entry(ArrayNode entries, String token, int rank) {
        ObjectNode entry = entries.addObject().put("token", token);
        entry.put(
                "logprob",
                BigDecimal.valueOf(-1, 1 + Math.min(token.length(), 4)).subtract(BigDecimal.valueOf(rank)));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return entry;
    }
}
