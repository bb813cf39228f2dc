package io.github.camelopenrouter.client;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.Generation;

/** Reads what the service remembers of a generation. Lenient: a member of an unexpected type counts as absent. */
final class GenerationReader {
    private final Map<String, JsonNode> left = new LinkedHashMap<>();

    private GenerationReader(JsonNode data) {
        data.properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                left.put(member.getKey(), member.getValue());
            }
        });
    }

    static Generation read(JsonNode answer) {
        GenerationReader reader = new GenerationReader(answer.path("data"));
        return reader.generation();
    }

    private Generation generation() {
        Integer prompt = integer("native_tokens_prompt");
        Integer completion = integer("native_tokens_completion");
        BigDecimal cost = decimal("total_cost");
        return new Generation(
                text("id"),
                text("model"),
                text("provider_name"),
                text("created_at"),
                cost != null ? cost : decimal("usage"),
                decimal("upstream_inference_cost"),
                flag("is_byok"),
                flag("streamed"),
                flag("cancelled"),
                text("finish_reason"),
                text("native_finish_reason"),
                prompt != null ? prompt : integer("tokens_prompt"),
                completion != null ? completion : integer("tokens_completion"),
                integer("native_tokens_reasoning"),
                integer("native_tokens_cached"),
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

    private Integer integer(String name) {
        BigDecimal value = decimal(name);
        return value == null ? null : (Integer) value.intValue();
    }

    /** Numbers, and numbers that somebody wrote as text. */
    private BigDecimal decimal(String name) {
        JsonNode value = left.get(name);
        if (value == null || !value.isNumber() && !value.isTextual()) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(value.asText().trim());
            if (Math.abs((long) number.scale()) > 100 || number.precision() > 100) {
                return null;
            }
            left.remove(name);
            return number;
        } catch (NumberFormatException e) {
            // a word where a number belongs counts as absent
            return null;
        }
    }
}
