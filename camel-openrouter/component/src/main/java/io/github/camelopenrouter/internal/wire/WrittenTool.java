package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * One tool of a request, as far as it decides what the request costs.
 *
 * @param type null where it has none, or is no object, or says something twice
 * @param mostUses null where nothing is said
 * @param searchPrice most dollars of one search; null where nobody can tell
 */
record WrittenTool(String type, Long mostUses, BigDecimal searchPrice) {
    private static final WrittenTool UNKNOWN = new WrittenTool(null, null, null);

    /** What an engine's price includes; of more each costs the same. */
    private static final long RESULTS = 10;

    private static final long USUAL_RESULTS = 5;
    private static final BigDecimal RESULT = new BigDecimal("0.001");

    /** Reads one to its end. */
    static WrittenTool read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return UNKNOWN;
        }
        Set<String> names = new HashSet<>(4);
        boolean once = true;
        String type = null;
        Parameters parameters = new Parameters();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            once &= names.add(name);
            if (name.equals("type")) {
                type = token == JsonToken.VALUE_STRING ? json.getText() : null;
            } else if (name.equals("parameters") && token == JsonToken.START_OBJECT) {
                parameters.read(json);
            }
            json.skipChildren();
        }
        return once ? new WrittenTool(type, parameters.uses, parameters.price()) : UNKNOWN;
    }

    /** Settings of a search. */
    private static final class Parameters {
        private String engine;
        private boolean mode;
        private Long uses;
        private Long results = USUAL_RESULTS;
        private boolean known = true;

        void read(JsonParser json) throws IOException {
            Set<String> names = new HashSet<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                known &= names.add(name);
                if (token != JsonToken.VALUE_NULL) {
                    parameter(name, token, json);
                }
                json.skipChildren();
            }
        }

        private void parameter(String name, JsonToken token, JsonParser json) throws IOException {
            switch (name) {
                case "engine" -> engine = token == JsonToken.VALUE_STRING ? json.getText() : null;
                case "mode" -> mode = true;
                case "max_uses" -> uses = count(token, json);
                case "max_results" -> results = count(token, json);
                default -> {
                    // says where to look, and how much of it is read
                }
            }
        }

        private Long count(JsonToken token, JsonParser json) throws IOException {
            Long count = token.isNumeric() ? Numbers.count(json) : null;
            known &= count != null && count > 0;
            return count;
        }

        /** Of <a href="https://openrouter.ai/docs/guides/features/server-tools/web-search#pricing">the service's list</a>. */
        BigDecimal price() {
            if (!known || engine == null) {
                return null;
            }
            BigDecimal more = RESULT.multiply(BigDecimal.valueOf(Math.max(0, results - RESULTS)));
            return switch (engine) {
                case "exa" -> new BigDecimal(mode ? "0.015" : "0.007").add(more);
                case "parallel" -> new BigDecimal("0.005").add(more);
                case "perplexity" -> new BigDecimal("0.005");
                case "firecrawl" -> BigDecimal.ZERO;
                default -> null;
            };
        }
    }
}
