package io.github.camelopenrouter;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.internal.binding.RequestOption;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRouterConstantsTest {
    private static final List<Field> PUBLIC = Arrays.stream(OpenRouterConstants.class.getDeclaredFields())
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .toList();

    @Test
    void every_header_begins_with_what_camels_filters_keep_off_the_wire() throws IllegalAccessException {
        for (Field field : PUBLIC) {
            assertThat((String) field.get(null)).startsWith("CamelOpenRouter");
        }
    }

    @Test
    void every_header_stands_in_the_generated_metadata() throws Exception {
        // the annotation is gone after compilation, but what was generated from it is not
        String json = new String(
                getClass()
                        .getResourceAsStream("/META-INF/io/github/camelopenrouter/openrouter.json")
                        .readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);

        for (Field field : PUBLIC) {
            var header = JsonMembers.JSON.readTree(json).path("headers").path((String) field.get(null));
            assertThat(header.path("description").asText()).as(field.getName()).isNotBlank();
        }
    }

    @Test
    void every_option_of_a_request_has_its_header() throws IllegalAccessException {
        List<String> values = new java.util.ArrayList<>();
        for (Field field : PUBLIC) {
            values.add((String) field.get(null));
        }

        assertThat(values)
                .containsAll(
                        RequestOption.ALL.stream().map(RequestOption::header).toList());
    }
}
