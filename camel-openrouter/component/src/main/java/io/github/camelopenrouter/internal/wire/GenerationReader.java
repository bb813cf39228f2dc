package io.github.camelopenrouter.internal.wire;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.Generation;

/**
 * Reads what the service remembers of a generation. Lenient: a member of an unexpected type, or a number below zero or beyond all
 * reason, counts as absent and stays among the other members.
 */
public final class GenerationReader {
    private final Map<String, JsonNode> left = new LinkedHashMap<>();

    private GenerationReader(JsonNode data) {
        data.properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                left.put(member.getKey(), member.getValue());
            }
        });
    }

    public static Generation read(JsonNode answer) {
        GenerationReader reader = new GenerationReader(answer.path("data"));
        return reader.generation();
    }

    private Generation generation() {
        Long prompt = count("native_tokens_prompt");
        Long completion = count("native_tokens_completion");
        BigDecimal cost = cost("total_cost");
        return new Generation(
                text("id"),
                text("model"),
                text("provider_name"),
                text("created_at"),
                cost != null ? cost : cost("usage"),
                cost("upstream_inference_cost"),
                flag("is_byok"),
                flag("streamed"),
                flag("cancelled"),
                text("finish_reason"),
                text("native_finish_reason"),
                prompt != null ? prompt : count("tokens_prompt"),
                completion != null ? completion : count("tokens_completion"),
                count("native_tokens_reasoning"),
                count("native_tokens_cached"),
                text("response_cache_source_id"),
                Map.copyOf(left));
    }

    private String text(String name) {
        JsonNode value = left.get(name);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            return null;
        }
        left.remove(name);
        return value.textValue();
    }

    private Boolean flag(String name) {
        JsonNode value = left.get(name);
        if (value == null || !value.isBoolean()) {
            return null;
        }
        left.remove(name);
        return value.booleanValue();
    }

    private Long count(String name) {
        Long value = Numbers.count(left.get(name));
        if (value != null) {
            left.remove(name);
        }
        return value;
    }

    private BigDecimal cost(String name) {
        BigDecimal value = Numbers.cost(left.get(name));
        if (value != null) {
            left.remove(name);
        }
        return value;
    }
}
