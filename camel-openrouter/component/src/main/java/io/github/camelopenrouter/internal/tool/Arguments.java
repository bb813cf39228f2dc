package io.github.camelopenrouter.internal.tool;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.support.CanonicalJson;
import io.github.camelopenrouter.internal.support.Fingerprint;

/** The arguments of a call, read and written. */
public final class Arguments {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Arguments() {}

    /** Null where the text is not a JSON object. */
    static ObjectNode read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
            // nested too deeply, or a number beyond all sense: what cannot be read is not run
            return null;
        }
    }

    /** Null where the values do not become a JSON object. */
    static ObjectNode of(Map<String, Object> values) {
        try {
            // as text and back, so that numbers are what they would be in arguments of a model
            return read(JSON.writeValueAsString(values));
        } catch (JsonProcessingException | RuntimeException e) {
            return null;
        }
    }

    static Map<String, Object> plain(ObjectNode arguments) {
        return JSON.convertValue(arguments, new TypeReference<Map<String, Object>>() {});
    }

    /** SHA-256 of tool, call id and arguments in hexadecimal digits, the same however the arguments are spelled. */
    public static String hash(String tool, String callId, JsonNode arguments) {
        Fingerprint print = new Fingerprint();
        print.add(tool);
        print.add(callId);
        print.add(CanonicalJson.of(arguments));
        return print.hex();
    }
}
