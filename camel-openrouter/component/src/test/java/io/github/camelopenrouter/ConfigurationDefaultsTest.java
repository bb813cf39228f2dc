package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.binding.JsonMembers;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationDefaultsTest {

    private static JsonNode metadata(String member) throws IOException {
        try (InputStream in = OpenRouterConfiguration.class.getResourceAsStream(
                "/META-INF/io/github/camelopenrouter/openrouter.json")) {
            return JsonMembers.JSON.readTree(in).get(member);
        }
    }

    private static Map<String, Object> fields(Object object) throws IllegalAccessException {
        Map<String, Object> fields = new TreeMap<>();
        for (Field field : object.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(object);
            boolean primitive = field.getType().isPrimitive();
            if (value != null && !(value instanceof Boolean off && !off && primitive)) {
                fields.put(field.getName(), value.toString());
            }
        }
        return fields;
    }

    @Test
    void what_the_documentation_calls_the_default_of_an_option_is_its_value() throws Exception {
        Map<String, Object> documented = new TreeMap<>();
        metadata("properties").properties().forEach(option -> {
            JsonNode value = option.getValue().get("defaultValue");
            if (value != null && value.asText().length() > 0 && !value.asText().equals("false")) {
                documented.put(option.getKey(), value.asText());
            }
        });

        assertThat(fields(new OpenRouterConfiguration())).isEqualTo(documented);
    }

    @Test
    void every_field_of_the_configuration_is_an_option() throws IOException {
        JsonNode options = metadata("properties");

        assertThat(Arrays.stream(OpenRouterConfiguration.class.getDeclaredFields())
                        .filter(field -> !field.isSynthetic())
                        .map(Field::getName)
                        .toList())
                .allSatisfy(name -> assertThat(options.has(name)).as(name).isTrue());
    }
}
