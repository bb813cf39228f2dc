package io.github.camelopenrouter.simulator.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A model, or who runs it, that does not do what it is asked for. Costs nothing.
 *
 * @param status of the answer if there is one, of the error in any case
 * @param retryAfter for those who may try again
 * @param where how far into the text, from 0 to 1
 */
public record ModelFailure(Moment moment, int status, Duration retryAfter, double where) {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;

    /** When it fails. */
    public enum Moment {
        /** Before the answer, which gets a status of its own. */
        BEFORE,
        /** When the status of the answer is sent already, and nothing else. */
        AT_FIRST,
        /** When a part of the text is sent already. */
        LATER
    }

    boolean isBefore() {
        return moment == Moment.BEFORE;
    }

    /** How many of so many tokens come through. */
    int tokens(int all) {
        return moment == Moment.LATER ? Math.min(all, 1 + (int) (where * all)) : 0;
    }

    ObjectNode error(Provider provider) {
        ObjectNode error = Json.object().put("code", status).put("message", message());
        ObjectNode metadata = error.putObject("metadata").put("error_type", type());
        if (status != INTERNAL) {
            metadata.put("provider_name", provider.name()).put("is_byok", false);
        }
        if (status == TOO_MANY_REQUESTS) {
            metadata.put("limit_source", "upstream_provider_shared_pool");
            metadata.put("raw", "This model is temporarily rate-limited upstream.");
            metadata.put("retry_after_seconds", seconds());
            metadata.putObject("headers").put("Retry-After", String.valueOf(seconds()));
        }
        return error;
    }

    /** The whole document of an answer that is nothing but an error. */
    ObjectNode document(Provider provider) {
        ObjectNode json = Json.object();
        json.set("error", error(provider));
        return json.put("user_id", Accounts.USER_ID);
    }

    Map<String, String> headers(Map<String, String> others) {
        Map<String, String> headers = new LinkedHashMap<>(others);
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            headers.put("Retry-After", String.valueOf(seconds()));
        }
        return headers;
    }

    private long seconds() {
        return retryAfter.plusMillis(999).toSeconds();
    }

    private String message() {
        return switch (status) {
            case TOO_MANY_REQUESTS -> "Provider returned error";
            case INTERNAL -> "Internal Server Error";
            case BAD_GATEWAY -> moment == Moment.LATER ? "Provider disconnected mid-stream" : "Provider returned error";
            default -> "Provider overloaded";
        };
    }

    private String type() {
        return switch (status) {
            case TOO_MANY_REQUESTS -> "rate_limit_exceeded";
            case INTERNAL -> "server";
            case BAD_GATEWAY -> "provider_unavailable";
            default -> "provider_overloaded";
        };
    }
}
