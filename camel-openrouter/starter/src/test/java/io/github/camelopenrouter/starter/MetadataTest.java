package io.github.camelopenrouter.starter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE reads says what the catalogue of the component says, in Boot's words. */
class MetadataTest {
    private static final JsonNode METADATA = read("/META-INF/spring-configuration-metadata.json");
    private static final JsonNode CATALOGUE =
            read("/META-INF/io/github/camelopenrouter/openrouter.json").path("componentProperties");
    private static final Map<String, JsonNode> PROPERTIES = byName("properties");
    private static final Map<String, JsonNode> HINTS = byName("hints");

    private static JsonNode read(String resource) {
        // the class path may have several of the first name
        try (InputStream in = resource.contains("spring")
                ? OpenRouterComponentAutoConfiguration.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()
                        .resolve("." + resource)
                        .toURL()
                        .openStream()
                : MetadataTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, JsonNode> byName(String list) {
        Map<String, JsonNode> byName = new TreeMap<>();
        METADATA.path(list).forEach(entry -> byName.put(entry.path("name").asText(), entry));
        return byName;
    }

    private static String kebab(String name) {
        return PREFIX + StringHelper.camelCaseToDash(name);
    }

    @Test
    void every_option_is_there_in_kebab_case_and_nothing_else() {
        List<String> names = new ArrayList<>(
                Stream.of("enabled", "customizer.enabled").map(PREFIX::concat).toList());
        CATALOGUE.fieldNames().forEachRemaining(name -> names.add(kebab(name)));

        assertThat(PROPERTIES.keySet())
                .containsExactlyInAnyOrderElementsOf(names)
                .hasSizeGreaterThan(130);
        assertThat(names).allMatch(name -> name.matches("[a-z0-9.-]+"));
    }

    @Test
    void every_property_has_the_text_of_its_option() {
        CATALOGUE
                .properties()
                .forEach(option -> assertThat(PROPERTIES
                                .get(kebab(option.getKey()))
                                .path("description")
                                .asText())
                        .startsWith(option.getValue().path("description").asText())
                        .endsWith("."));
    }

    @ParameterizedTest
    @CsvSource({
        "model,java.lang.String",
        "max-tokens,java.lang.Integer",
        "max-tool-tokens,java.lang.Long",
        "temperature,java.lang.Double",
        "strict,java.lang.Boolean",
        "zdr,java.lang.Boolean",
        "total-timeout,java.time.Duration",
        "on-tool-failure,io.github.camelopenrouter.OpenRouterToolFault",
        "journal,io.github.camelopenrouter.store.GenerationJournal"
    })
    void a_property_has_a_type_that_an_ide_checks_values_with(String property, String type) {
        assertThat(PROPERTIES.get(PREFIX + property).path("type").asText()).isEqualTo(type);
    }

    @Test
    void what_has_names_below_it_is_a_map() {
        for (String map : List.of("body", "http-header", "image-config", "mcp-server", "metadata")) {
            assertThat(PROPERTIES.get(PREFIX + map).path("type").asText())
                    .isEqualTo("java.util.Map<java.lang.String,java.lang.Object>");
        }
    }

    @Test
    void every_type_can_be_loaded_and_none_is_primitive() throws Exception {
        for (JsonNode property : PROPERTIES.values()) {
            String type = property.path("type").asText().replaceFirst("<.*", "");
            assertThat(Class.forName(type)).as(property.toString()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "response-timeout,3m",
        "queue-timeout,1m",
        "stream-partial-interval,200ms",
        "conversation-expiry,0ms",
        "max-retry-after,1h",
        "max-in-flight,",
        "max-queued,1000",
        "strict,true",
        "zdr,",
        "on-tool-failure,tellModel"
    })
    void a_default_is_written_as_a_person_does_and_left_out_where_there_is_none(String property, String value) {
        JsonNode written = PROPERTIES.get(PREFIX + property).path("defaultValue");
        assertThat(written.isMissingNode() ? null : written.asText()).isEqualTo(value);
    }

    @Test
    void every_word_of_an_enumeration_is_proposed() {
        CATALOGUE.properties().forEach(option -> {
            List<String> words = new ArrayList<>();
            option.getValue().path("enum").forEach(word -> words.add(word.asText()));
            List<String> proposed = new ArrayList<>();
            JsonNode hint = HINTS.get(kebab(option.getKey()));
            if (hint != null) {
                hint.path("values")
                        .forEach(value -> proposed.add(value.path("value").asText()));
            }
            assertThat(proposed).as(option.getKey()).isEqualTo(words);
        });
        assertThat(HINTS.get(PREFIX + "reasoning-effort").path("values")).hasSizeGreaterThan(3);
    }

    @Test
    void names_of_beans_are_proposed_where_a_bean_is_meant() {
        JsonNode provider =
                HINTS.get(PREFIX + "tool-approval").path("providers").path(0);
        assertThat(provider.path("name").asText()).isEqualTo("spring-bean-reference");
        assertThat(provider.path("parameters").path("target").asText())
                .isEqualTo("io.github.camelopenrouter.tool.ToolApproval");
    }

    @Test
    void a_deprecated_option_would_say_so() {
        CATALOGUE
                .properties()
                .forEach(option -> assertThat(
                                PROPERTIES.get(kebab(option.getKey())).has("deprecation"))
                        .isEqualTo(option.getValue().path("deprecated").asBoolean()));
    }

    @Test
    void no_property_tells_a_secret_as_its_default() {
        assertThat(PROPERTIES.get(PREFIX + "api-key").has("defaultValue")).isFalse();
    }
}
