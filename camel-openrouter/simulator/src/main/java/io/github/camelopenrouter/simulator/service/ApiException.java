package io.github.camelopenrouter.simulator.service;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that the service refuses; knows the answer to it. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient Map<String, String> headers;

    private ApiException(int status, String type, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.type = type;
        this.headers = headers;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "invalid_request", message, Map.of());
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, "authentication", message, Map.of());
    }

    static ApiException notFound(String message) {
        return new ApiException(404, "not_found", message, Map.of());
    }

    static ApiException methodNotAllowed(String allowed) {
        return new ApiException(405, null, "Method Not Allowed", Map.of("Allow", allowed));
    }

    /** The same with the id that the service gave to the request before it refused it. */
    ApiException ofGeneration(String id) {
        return new ApiException(status, type, getMessage(), Map.of("X-Generation-Id", id));
    }

    /** @param known whether whoever asked showed an accepted key */
    ServiceAnswer answer(boolean known) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.put("message", getMessage()).put("code", status);
        if (type != null && known) {
            error.putObject("metadata").put("error_type", type);
        }
        body.put("user_id", known ? Account.USER_ID : null);
        return ServiceAnswer.json(status, headers, body);
    }
}
