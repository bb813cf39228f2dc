package io.github.camelopenrouter.integration.fuzz;

import java.util.List;

/**
 * A refusal in one of the shapes that services and gateways write.
 *
 * @param status of HTTP
 * @param headers whole lines
 */
record Refused(int status, List<String> headers, String contentType, String body) {
    private static final List<String> WAITS =
            List.of("0", "1", "0.01", "Wed, 25 Nov 2026 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT");

    static Refused of(Dice dice) {
        int status = dice.of(400, 401, 402, 403, 404, 408, 413, 422, 429, 429, 429, 500, 502, 503, 504, 520, 524, 529);
        List<String> headers = dice.percent(40) ? List.of("Retry-After: " + dice.of(WAITS)) : List.of();
        if (dice.percent(10)) {
            return new Refused(
                    status,
                    headers,
                    "text/html",
                    "<!DOCTYPE html><html><head><title>openrouter.ai | " + status
                            + ": A timeout occurred</title></head></html>");
        }
        return new Refused(status, headers, "application/json", body(dice, status));
    }

    /** The JSON of an error, without what it is wrapped in by HTTP. */
    static String body(Dice dice, int status) {
        return switch (dice.below(9)) {
            case 0 ->
                "{\"error\":{\"message\":\"Provider returned error\",\"code\":" + status
                        + ",\"metadata\":{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"slow\\\",\\\"retry_after\\\":1}}\",\"provider_name\":\"Fuzz\","
                        + "\"retry_after_seconds\":0,\"headers\":{\"Retry-After\":\"0\",\"X-RateLimit-Reset\":\"1700000000000\"}}},"
                        + "\"user_id\":\"user_1\"}";
            case 1 ->
                "{\"error\":{\"message\":\"No\",\"code\":" + status
                        + ",\"availability\":{\"code\":\"capacity_exhausted\",\"retryable\":true,\"retry_after\":0,\"requested_models\":[\"fuzz/m\"]}}}";
            case 2 ->
                "{\"id\":null,\"choices\":null,\"created\":null,\"model\":null,\"usage\":null,\"error\":{\"message\":\"Too many\",\"code\":"
                        + status + "}}";
            case 3 -> "{\"error\":\"" + "so not".repeat(dice.between(1, 40)) + "\"}";
            case 4 ->
                "{\"error\":[{\"message\":\"list\",\"type\":\"rate_limit_exceeded\",\"code\":\"" + status + "\"}]}";
            case 5 ->
                "{\"object\":\"error\",\"message\":\"flat\",\"type\":\"invalid_request_error\",\"code\":" + status
                        + "}";
            case 6 -> "{\"message\":\"only a message\"}";
            case 7 ->
                "{\"error\":{\"message\":\"This request requires more credits\",\"code\":402,"
                        + "\"metadata\":{\"limit_source\":\"openrouter_credits\",\"reason\":\"in_flight_budget_exhausted\"}}}";
            default ->
                "{\"detail\":[{\"loc\":[\"body\",\"model\"],\"msg\":\"field required\",\"type\":\"value_error\"}]}";
        };
    }
}
