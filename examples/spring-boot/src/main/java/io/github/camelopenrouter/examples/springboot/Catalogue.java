package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The models of the service that a chat can ask, and what they cost. Thread-safe. */
@Component
final class Catalogue {
    /** Some four times what it is. */
    private static final int MOST_BYTES = 16_000_000;

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A model.
     *
     * @param in US dollars for a million tokens of a prompt
     * @param out US dollars for a million tokens of an answer
     * @param images whether it takes images
     * @param context how many tokens it can have in mind; 0 where nobody said
     */
    record Model(String id, String name, BigDecimal in, BigDecimal out, boolean images, long context) {}

    private volatile Map<String, Model> models = Map.of();

    /**
     * Takes the answer of {@code GET /models}, and closes it.
     *
     * @throws IOException if it is something else; then the models stay as they are
     */
    void read(InputStream answer) throws IOException {
        Map<String, Model> read = new LinkedHashMap<>();
        JsonNode data;
        try (answer) {
            byte[] bytes = answer.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("The list of models has more than " + MOST_BYTES + " bytes");
            }
            data = JSON.readTree(bytes).path("data");
        }
        List<Model> found = new ArrayList<>();
        data.forEach(listed -> {
            Model model = model(listed);
            if (model != null) {
                found.add(model);
            }
        });
        if (found.isEmpty()) {
            throw new IOException("The list of models has no model that can be used here");
        }
        found.sort(Comparator.comparing(Model::name, String.CASE_INSENSITIVE_ORDER));
        found.forEach(model -> read.put(model.id(), model));
        models = read;
    }

    /** Null for one that makes no text, or whose price is not fixed: a budget could not tell what a call costs. */
    private static Model model(JsonNode listed) {
        BigDecimal in = price(listed.path("pricing").path("prompt"));
        BigDecimal out = price(listed.path("pricing").path("completion"));
        JsonNode architecture = listed.path("architecture");
        String id = listed.path("id").asText();
        if (id.isEmpty() || in == null || out == null || !has(architecture.path("output_modalities"), "text")) {
            return null;
        }
        String name = listed.path("name").asText(id);
        return new Model(
                id,
                name.isBlank() ? id : name,
                in,
                out,
                has(architecture.path("input_modalities"), "image"),
                listed.path("context_length").asLong());
    }

    private static BigDecimal price(JsonNode perToken) {
        try {
            BigDecimal price =
                    new BigDecimal(perToken.asText()).multiply(MILLION).stripTrailingZeros();
            return price.signum() < 0 ? null : price;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean has(JsonNode list, String modality) {
        for (JsonNode listed : list) {
            if (listed.asText().equals(modality)) {
                return true;
            }
        }
        return false;
    }

    /** By name; empty as long as the service has not told. */
    List<Model> models() {
        return List.copyOf(models.values());
    }

    /** Null for one that is not there. */
    Model model(String id) {
        return models.get(id);
    }
}
