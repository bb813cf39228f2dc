package io.github.camelopenrouter.simulator.service;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What reaches the service.
 *
 * @param query encoded, null if there is none
 * @param header the first value of a header, whatever the case of its name, or null
 */
public record ServiceRequest(String method, String path, String query, UnaryOperator<String> header, byte[] body) {

    /** The first value of that query parameter, decoded, or null. */
    String parameter(String name) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts[0].equals(name)) {
                return parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** The key after {@code Bearer}, or null if there is none. */
    String key() {
        String authorization = header.apply("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        String key = authorization.substring(7).strip();
        return key.isEmpty() ? null : key;
    }
}
