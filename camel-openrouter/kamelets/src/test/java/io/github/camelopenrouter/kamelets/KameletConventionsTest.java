package io.github.camelopenrouter.kamelets;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kamelet is as those of Camel's own catalogue are, so that tools can show it as one of them, and says about an option what the
 * component says.
 */
class KameletConventionsTest {
    private static final String ANNOTATION = "camel.apache.org/";
    /** Values that can have any character, or that are endpoints themselves. */
    private static final Set<String> RAW = Set.of(
            "apiKey", "systemMessage", "conversationId", "streamTo", "jsonSchema", "description", "parametersSchema");
    /** The values of an option that a kamelet has a use for, where it has no use for all. */
    private static final Map<String, List<String>> FEWER = Map.of("output", List.of("map", "json", "text"));

    static List<KameletFile> kamelets() throws IOException {
        List<KameletFile> kamelets = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/kamelets"))) {
            files.map(file -> file.getFileName().toString().replace(".kamelet.yaml", ""))
                    .sorted()
                    .forEach(name -> kamelets.add(KameletFile.read(name)));
        }
        return kamelets;
    }

    @Test
    void the_properties_of_every_kamelet_are_watched() throws IOException {
        assertThat(kamelets())
                .extracting(KameletFile::name)
                .containsExactlyInAnyOrderElementsOf(KameletProperties.KAMELETS);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void it_says_about_itself_what_every_kamelet_of_the_catalogue_says(KameletFile kamelet) throws Exception {
        Set<String> annotations = null;
        Set<String> labels = null;
        for (KameletFile other : catalogue()) {
            annotations = common(annotations, other.map("metadata", "annotations"));
            labels = common(labels, other.map("metadata", "labels"));
        }

        assertThat(annotations).hasSizeGreaterThan(4);
        assertThat(kamelet.map("metadata", "annotations").keySet()).containsAll(annotations);
        assertThat(kamelet.map("metadata", "labels").keySet()).containsAll(labels);
        assertThat(kamelet.at("apiVersion")).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.at("kind")).isEqualTo("Kamelet");
        assertThat(kamelet.at("metadata", "name")).isEqualTo(kamelet.name());
        assertThat(kamelet.name()).endsWith("-" + kamelet.at("metadata", "labels", ANNOTATION + "kamelet.type"));
        assertThat(kamelet.at("metadata", "annotations", ANNOTATION + "kamelet.support.level"))
                .isIn("Preview", "Stable");
        assertThat(kamelet.at("spec", "definition", "type")).isEqualTo("object");
        assertThat((String) kamelet.at("spec", "definition", "title")).startsWith("OpenRouter ");
        assertThat((String) kamelet.at("spec", "definition", "description")).endsWith(".");
        assertThat(kamelet.list("spec", "dependencies")).contains("camel:core", "camel:kamelet");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void its_icon_is_a_picture(KameletFile kamelet) {
        String icon = (String) kamelet.at("metadata", "annotations", ANNOTATION + "kamelet.icon");

        assertThat(icon).startsWith("data:image/svg+xml;base64,");
        assertThat(new String(
                        Base64.getDecoder().decode(icon.substring(icon.indexOf(',') + 1)), StandardCharsets.UTF_8))
                .startsWith("<svg ")
                .endsWith("</svg>");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void the_build_writes_its_version_and_nothing_else(KameletFile kamelet) throws Exception {
        String version = component().at("/component/version").asText();

        assertThat(kamelet.list("spec", "dependencies"))
                .contains("mvn:io.github.camelopenrouter:camel-openrouter:" + version);
        assertThat(kamelet.at("metadata", "annotations", ANNOTATION + "catalog.version"))
                .isEqualTo(version);
        String source = Files.readString(Path.of("src/main/resources/kamelets", kamelet.name() + ".kamelet.yaml"));
        assertThat(kamelet.text()).isEqualTo(source.replace("@project.version@", version));
        assertThat(source).doesNotContain(version);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void its_template_uses_every_property_and_no_other(KameletFile kamelet) {
        Set<String> properties = kamelet.properties().keySet();

        assertThat(kamelet.placeholders()).isEqualTo(new TreeSet<>(properties));
        assertThat(properties).containsAll(strings(kamelet.list("spec", "definition", "required")));
        Map<?, ?> parameters = (Map<?, ?>) kamelet.endpoint().get("parameters");
        assertThat(parameters.keySet()).isEqualTo(properties);
        properties.forEach(name -> {
            boolean always = kamelet.list("spec", "definition", "required").contains(name)
                    || kamelet.properties().get(name).containsKey("default");
            String placeholder = "{{" + (always ? "" : "?") + name + "}}";
            assertThat(parameters.get(name))
                    .as("the placeholder for %s", name)
                    .isEqualTo(RAW.contains(name) ? "RAW(" + placeholder + ")" : placeholder);
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void its_properties_are_options_of_the_component(KameletFile kamelet) throws Exception {
        JsonNode options = component().path("properties");
        String operation = kamelet.endpoint().get("uri").toString();

        assertThat(operation).isIn("openrouter:completion", "openrouter:streaming", "openrouter:tool");
        kamelet.properties().forEach((name, property) -> {
            JsonNode option = options.path(name);
            assertThat(option.isMissingNode()).as("no option %s", name).isFalse();
            String type = switch (option.path("type").asText()) {
                case "enum", "duration", "object" -> "string";
                default -> option.path("type").asText();
            };
            assertThat(property.get("type")).as("the type of %s", name).isEqualTo(type);
            if (option.has("enum")) {
                List<String> values = new ArrayList<>();
                option.path("enum").forEach(value -> values.add(value.asText()));
                assertThat(values).containsAll(FEWER.getOrDefault(name, values));
                assertThat(property.get("enum"))
                        .as("the values of %s", name)
                        .isEqualTo(FEWER.getOrDefault(name, values));
            }
            boolean secret = option.path("secret").asBoolean();
            assertThat("password".equals(property.get("format")))
                    .as("whether %s is hidden", name)
                    .isEqualTo(secret);
            assertThat(property.get("x-descriptors"))
                    .as("what %s is", name)
                    .isEqualTo(secret ? List.of("urn:camel:group:credentials") : null);
            assertThat((String) property.get("title"))
                    .as("the title of %s", name)
                    .matches("[A-Z][A-Za-z ]+");
            assertThat((String) property.get("description"))
                    .as("the description of %s", name)
                    .hasSizeBetween(20, 320)
                    .endsWith(".");
        });
    }

    /** The kamelets of Camel's own catalogue. */
    private static List<KameletFile> catalogue() throws Exception {
        URI known = KameletFile.class
                .getClassLoader()
                .getResource("kamelets/log-action.kamelet.yaml")
                .toURI();
        List<String> names = new ArrayList<>();
        try (FileSystem jar = FileSystems.newFileSystem(known, Map.of());
                Stream<Path> files = Files.list(jar.getPath("kamelets"))) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".kamelet.yaml", "")));
        }
        assertThat(names).hasSizeGreaterThan(200);
        return names.stream().map(KameletFile::read).toList();
    }

    private static Set<String> common(Set<String> before, Map<String, Object> more) {
        if (before == null) {
            return new TreeSet<>(more.keySet());
        }
        before.retainAll(more.keySet());
        return before;
    }

    private static List<String> strings(List<Object> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static JsonNode component() throws IOException {
        String resource = "META-INF/io/github/camelopenrouter/openrouter.json";
        try (InputStream in = KameletFile.class.getClassLoader().getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
