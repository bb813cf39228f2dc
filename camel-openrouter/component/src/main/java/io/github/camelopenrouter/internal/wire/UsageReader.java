package io.github.camelopenrouter.internal.wire;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.Usage;

/** Reads what an answer used and cost. Members of an unexpected type, below zero or beyond all reason count as absent. */
final class UsageReader {
    /** So many characters of usage are kept as they came: several times what any service sends. */
    private static final int MOST_KEPT = 16 * 1024;

    private UsageReader() {}

    static Usage read(ObjectNode usage) {
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        JsonNode costs = usage.path("cost_details");
        JsonNode details = usage.path("server_tool_use_details");
        JsonNode tools = details.isObject() ? details : usage.path("server_tool_use");
        return new Usage(
                Numbers.count(usage.get("prompt_tokens")),
                Numbers.count(usage.get("completion_tokens")),
                Numbers.count(usage.get("total_tokens")),
                Numbers.count(either(completion, usage, "reasoning_tokens")),
                Numbers.count(either(prompt, usage, "cached_tokens")),
                Numbers.count(either(prompt, usage, "cache_write_tokens")),
                Numbers.cost(usage.get("cost")),
                Numbers.cost(either(costs, usage, "upstream_inference_cost")),
                usage.path("is_byok").isBoolean()
                        ? (Boolean) usage.get("is_byok").booleanValue()
                        : null,
                Numbers.count(prompt.get("audio_tokens")),
                Numbers.count(prompt.get("video_tokens")),
                Numbers.count(completion.get("audio_tokens")),
                Numbers.count(completion.get("image_tokens")),
                Numbers.cost(costs.get("upstream_inference_prompt_cost")),
                Numbers.cost(costs.get("upstream_inference_completions_cost")),
                Numbers.count(tools.get("web_search_requests")),
                Numbers.count(tools.get("tool_calls_requested")),
                Numbers.count(tools.get("tool_calls_executed")),
                kept(usage));
    }

    /** Some services have no details and put their members into the usage itself. */
    private static JsonNode either(JsonNode details, JsonNode usage, String name) {
        return details.has(name) ? details.get(name) : usage.get(name);
    }

    /** The usage itself, without those members that make it too large to be kept with every answer. */
    private static ObjectNode kept(ObjectNode usage) {
        if (size(usage, MOST_KEPT) <= MOST_KEPT) {
            return usage;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        int left = MOST_KEPT;
        for (Map.Entry<String, JsonNode> member : usage.properties()) {
            int size = member.getKey().length() + size(member.getValue(), left);
            if (size < left) {
                left -= size;
                kept.set(member.getKey(), member.getValue());
            }
        }
        return kept;
    }

    /** About how many characters it has; counts on only until it is more than {@code most}. */
    private static int size(JsonNode node, int most) {
        int size = 2 + (node.isTextual() ? node.textValue().length() : node.isNumber() ? 20 : 0);
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (size > most) {
                    return size;
                }
                size += size(element, most - size);
            }
        } else {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                if (size > most) {
                    return size;
                }
                size += 4 + member.getKey().length() + size(member.getValue(), most - size);
            }
        }
        return size;
    }
}
