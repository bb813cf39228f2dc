package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * One plugin of a request, as far as it decides what the request costs.
 *
 * @param id empty where it has none, or is no object, or says something twice
 * @param isOff whether it is named to be switched off
 * @param engine of the parser; empty where nothing is said, and {@code ?} where something else than a name is
 */
record WrittenPlugin(String id, boolean isOff, String engine) {
    private static final String UNCLEAR = "?";
    private static final WrittenPlugin UNKNOWN = new WrittenPlugin("", false, "");

    /** Whether it reads documents. */
    boolean isParser() {
        return id.equals("file-parser");
    }

    /** Reads one to its end. */
    static WrittenPlugin read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return UNKNOWN;
        }
        Set<String> names = new HashSet<>(4);
        boolean once = true;
        String id = "";
        String engine = "";
        boolean off = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            once &= names.add(name);
            if (name.equals("id")) {
                id = token == JsonToken.VALUE_STRING ? json.getText() : "";
            } else if (name.equals("enabled")) {
                off = token == JsonToken.VALUE_FALSE;
            } else if (name.equals("pdf") && token == JsonToken.START_OBJECT) {
                engine = engine(json);
            }
            json.skipChildren();
        }
        return once ? new WrittenPlugin(id, off, engine) : UNKNOWN;
    }

    private static String engine(JsonParser json) throws IOException {
        String engine = "";
        int found = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = json.currentName().equals("engine");
            JsonToken token = json.nextToken();
            if (wanted) {
                found++;
                engine = token == JsonToken.VALUE_STRING ? json.getText() : UNCLEAR;
            }
            json.skipChildren();
        }
        return found > 1 ? UNCLEAR : engine;
    }
}
