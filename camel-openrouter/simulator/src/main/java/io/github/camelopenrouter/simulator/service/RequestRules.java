package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The types and ranges that the service documents for the members of a request to chat. Members it does not know are not refused,
 * as the service does not refuse them.
 */
final class RequestRules {

    private static final int MOST_STOPS = 4;
    private static final int MOST_CHOICES = 128;
    private static final int LONGEST_SESSION_ID = 256;
    private static final int MOST_METADATA = 16;
    private static final int LONGEST_METADATA_KEY = 64;
    private static final int LONGEST_METADATA_VALUE = 512;
    private static final List<String> EFFORTS = List.of("max", "xhigh", "high", "medium", "low", "minimal", "none");

    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        number("temperature", 0, 2);
        number("top_p", 0, 1);
        number("min_p", 0, 1);
        number("top_a", 0, 1);
        number("frequency_penalty", -2, 2);
        number("presence_penalty", -2, 2);
        number("repetition_penalty", 0, 2);
        whole("seed");
        optional("top_k", "a whole number of at least 0", node -> isWhole(node) && isWithin(node, 0, Long.MAX_VALUE));
        optional("top_logprobs", "a whole number from 0 to 20", node -> isWhole(node) && isWithin(node, 0, 20));
        whole("max_tokens");
        whole("max_completion_tokens");
        optional("n", "a whole number from 1 to 128", node -> isWhole(node) && isWithin(node, 1, MOST_CHOICES));
        optional("modalities", "an array of strings", node -> node.isArray() && all(node, JsonNode::isTextual));
        optional("logit_bias", "an object of numbers", node -> node.isObject() && all(node, JsonNode::isNumber));
        optional("logprobs", "true or false", JsonNode::isBoolean);
        optional("parallel_tool_calls", "true or false", JsonNode::isBoolean);
        required("stream", "true or false", JsonNode::isBoolean);
        optional("stop", "a string or up to 4 strings", RequestRules::isStop);
        required("session_id", "a string of up to 256 characters", node -> isText(node, LONGEST_SESSION_ID));
        required("user", "a string", JsonNode::isTextual);
        required("metadata", "an object of up to 16 short strings", RequestRules::isMetadata);
        required("models", "an array of strings", node -> node.isArray() && all(node, JsonNode::isTextual));
        required("tools", "an array of objects", node -> node.isArray() && all(node, JsonNode::isObject));
        required("plugins", "an array of objects", node -> node.isArray() && all(node, JsonNode::isObject));
        optional("provider", "an object", JsonNode::isObject);
        required("reasoning", "an object", JsonNode::isObject);
        word("reasoning_effort", EFFORTS);
        word("service_tier", List.of("auto", "default", "fast", "flex", "priority", "scale", "ultrafast"));
        required(
                "response_format",
                "an object with a type",
                node -> node.path("type").isTextual());
    }

    private RequestRules() {}

    /** @throws ApiException for the first member that the service would refuse */
    static void check(JsonNode body) {
        RULES.forEach((name, rule) -> rule.check(name, body.get(name)));
        JsonNode effort = body.path("reasoning").path("effort");
        RULES.get("reasoning_effort").check("reasoning.effort", effort.isMissingNode() ? null : effort);
    }

    private static void number(String name, long least, long most) {
        optional(
                name, "a number from " + least + " to " + most, node -> node.isNumber() && isWithin(node, least, most));
    }

    private static void whole(String name) {
        optional(name, "a whole number", RequestRules::isWhole);
    }

    private static void word(String name, List<String> words) {
        optional(name, "one of " + String.join(", ", words), node -> node.isTextual() && words.contains(node.asText()));
    }

    private static void optional(String name, String expected, Predicate<JsonNode> valid) {
        RULES.put(name, new Rule(expected, node -> node.isNull() || valid.test(node)));
    }

    private static void required(String name, String expected, Predicate<JsonNode> valid) {
        RULES.put(name, new Rule(expected, valid));
    }

    /** 5.0 is as whole as 5. */
    private static boolean isWhole(JsonNode node) {
        return node.isNumber() && node.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static boolean isWithin(JsonNode node, long least, long most) {
        BigDecimal value = node.decimalValue();
        return value.compareTo(BigDecimal.valueOf(least)) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private static boolean isText(JsonNode node, int longest) {
        return node.isTextual() && node.asText().length() <= longest;
    }

    private static boolean isStop(JsonNode node) {
        return node.isTextual() || node.isArray() && node.size() <= MOST_STOPS && all(node, JsonNode::isTextual);
    }

    private static boolean isMetadata(JsonNode node) {
        return node.isObject()
                && node.size() <= MOST_METADATA
                && node.properties().stream()
                        .allMatch(pair -> pair.getKey().length() <= LONGEST_METADATA_KEY
                                && isText(pair.getValue(), LONGEST_METADATA_VALUE));
    }

    private static boolean all(JsonNode container, Predicate<JsonNode> valid) {
        for (JsonNode element : container) {
            if (!valid.test(element)) {
                return false;
            }
        }
        return true;
    }

    /** @param expected what a member must be, in words */
    private record Rule(String expected, Predicate<JsonNode> valid) {

        /** @param value null where the request has no such member */
        void check(String name, JsonNode value) {
            if (value != null && !valid.test(value)) {
                throw ApiException.badRequest(name + " must be " + expected);
            }
        }
    }
}
