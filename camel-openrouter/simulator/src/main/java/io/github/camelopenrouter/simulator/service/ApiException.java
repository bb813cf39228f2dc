package io.github.camelopenrouter.simulator.service;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that the service refuses; knows the answer to it. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient Map<String, String> headers;
    private final transient ObjectNode metadata;

    private ApiException(int status, String type, String message, Map<String, String> headers, ObjectNode metadata) {
        super(message);
        this.metadata = metadata;
        this.status = status;
        this.type = type;
        this.headers = headers;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "invalid_request", message, Map.of(), null);
    }

    /** A request that a provider does not take, in its own words. */
    static ApiException refusedBy(Provider provider, String message) {
        ObjectNode raw = Json.object();
        raw.putObject("error").put("message", message).put("type", "invalid_request_error");
        ObjectNode metadata = Json.object().put("raw", raw.toString());
        metadata.put("provider_name", provider.name()).put("is_byok", false);
        return new ApiException(400, "invalid_request", "Provider returned error", Map.of(), metadata);
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, "authentication", message, Map.of(), null);
    }

    static ApiException notFound(String message) {
        return new ApiException(404, "not_found", message, Map.of(), null);
    }

    static ApiException methodNotAllowed(String allowed) {
        return new ApiException(405, null, "Method Not Allowed", Map.of("Allow", allowed), null);
    }

    /** @param metadata what the error says besides its type; null for nothing */
    static ApiException refused(
            int status, String type, String message, Map<String, String> headers, ObjectNode metadata) {
        return new ApiException(status, type, message, headers, metadata);
    }

    /** The same with the id that the service gave to the request before it refused it. */
    ApiException ofGeneration(String id) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put("X-Generation-Id", id);
        return new ApiException(status, type, getMessage(), more, metadata);
    }

    /** @param known whether whoever asked showed an accepted key */
    ServiceAnswer answer(boolean known) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.put("message", getMessage()).put("code", status);
        if (type != null && known) {
            ObjectNode told = error.putObject("metadata").put("error_type", type);
            if (metadata != null) {
                told.setAll(metadata);
            }
        }
        body.put("user_id", known ? Accounts.USER_ID : null);
        return ServiceAnswer.json(status, headers, body);
    }
}
