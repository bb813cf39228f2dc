package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.ConfigurationPropertiesValidationResult;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Editors and the camel validate goal know the component by its metadata alone: by it, all that anybody sees of it here is right. */
class CatalogueTest {
    private static final Path ROOT = Path.of("../..");

    /** Kept here as well as there: a folder that moves must not leave the test without a sound. */
    private static final List<String> FOLDERS = List.of(
            "docs",
            "examples",
            "camel-openrouter/kamelets/src",
            "camel-openrouter/starter/src",
            "camel-openrouter/component/src/test/resources",
            "camel-openrouter/component/src/test/java/io/github/camelopenrouter/docs",
            "camel-openrouter/component/src/test/java/io/github/camelopenrouter/main");

    /** Projects of their own, where they are there. */
    private static final Path PROJECTS = ROOT.resolve("camel-openrouter/integration-tests/src/it");

    private static CamelCatalog catalogue;

    @BeforeAll
    static void read() throws IOException {
        catalogue = new DefaultCamelCatalog();
        try (InputStream json =
                CatalogueTest.class.getResourceAsStream("/META-INF/io/github/camelopenrouter/openrouter.json")) {
            catalogue.addComponent(
                    "openrouter",
                    OpenRouterComponent.class.getName(),
                    new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static ShownConfiguration all() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(ROOT.resolve("README.md"));
        for (String folder : FOLDERS) {
            List<Path> found = files(ROOT.resolve(folder));
            assertThat(found).as(folder).isNotEmpty();
            files.addAll(found);
        }
        if (Files.isDirectory(PROJECTS)) {
            files.addAll(files(PROJECTS));
        }
        return new ShownConfiguration(files);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().matches(".*\\.(md|java|yaml|yml|xml|properties)"))
                    .filter(file -> !file.toString().contains("/target/"))
                    // what a test of wrong words is made of
                    .filter(file -> !file.getFileName().toString().startsWith("wrong."))
                    .sorted()
                    .toList();
        }
    }

    static Set<String> uris() throws IOException {
        return all().uris();
    }

    static Set<String> properties() throws IOException {
        Set<String> properties = new TreeSet<>(all().properties());
        // those that every starter for Spring Boot has beside options
        properties.removeIf(line -> line.matches("camel\\.component\\.openrouter(\\.customizer)?\\.enabled=.*"));
        return properties;
    }

    private static EndpointValidationResult endpoint(String uri) {
        return catalogue.validateEndpointProperties(inHours(uri));
    }

    private static ConfigurationPropertiesValidationResult property(String line) {
        return catalogue.validateConfigurationProperty(inCamelCase(inHours(line)));
    }

    /** Spring Boot reads words with dashes, and Camel's catalogue does not know that either. */
    private static String inCamelCase(String line) {
        int value = line.indexOf('=') + 1;
        String word = line.substring(value);
        return word.matches("[a-z]+(-[a-z]+)+") ? line.substring(0, value) + StringHelper.dashToCamelCase(word) : line;
    }

    /** Camel reads days, and its catalogue does not know that. */
    private static String inHours(String text) {
        return text.replaceAll("=(\\d+)d(?=&|$)", "=$1h");
    }

    @Test
    void there_is_something_to_check() throws IOException {
        assertThat(uris())
                .hasSizeGreaterThan(60)
                .anyMatch(uri -> uri.startsWith("openrouter:tool?"))
                .anyMatch(uri -> uri.contains("#bean:"))
                .anyMatch(uri -> uri.contains("{{?")); // of a kamelet
        assertThat(properties()).hasSizeGreaterThan(10).anyMatch(line -> line.contains("#bean:"));
    }

    @ParameterizedTest
    @MethodSource("uris")
    void every_uri_that_is_shown_is_valid(String uri) {
        EndpointValidationResult result = endpoint(uri);

        assertThat(result.isSuccess())
                .as(() -> result.summaryErrorMessage(true))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void every_property_that_is_shown_is_valid(String line) {
        ConfigurationPropertiesValidationResult result = property(line);

        assertThat(result.isAccepted()).isTrue();
        assertThat(result.isSuccess())
                .as(() -> result.summaryErrorMessage(true))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openrouter:completion?modle=x",
                "openrouter:completion?maxTokens=many",
                "openrouter:chat",
                "openrouter:completion?output=pdf",
                "openrouter:tool?nmae=weather"
            })
    void a_wrong_uri_is_found_out(String uri) {
        assertThat(endpoint(uri).isSuccess()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.openrouter.max-token=5",
                "camel.component.openrouter.max-tokens=many",
                "camel.component.openrouter.output=pdf"
            })
    void a_wrong_property_is_found_out(String line) {
        assertThat(property(line).isSuccess()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openrouter:completion?maxTokens={{most}}&journal=#bean:journal&unanswered=park",
                "openrouter:completion?toolApproval=#small&model={{model:openai/gpt-4o-mini}}",
                "openrouter:completion?jsonSchema=RAW({\"type\":\"object\"})",
                "openrouter:tool?name=x&description=y&parameter.city=string&parameter.city.required=true"
            })
    void what_is_filled_in_later_is_no_error(String uri) {
        EndpointValidationResult result = endpoint(uri);

        assertThat(result.isSuccess())
                .as(() -> result.summaryErrorMessage(true))
                .isTrue();
    }

    /** Each of the languages with one typing error. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            java       | from("a").to("openrouter:completion?maxTokens=5"\\n + "&modle=" + model);
            java       | from("a").to("openrouter:completion?model=" + model(1, "x") + "&modle=x");
            yaml       | - to: openrouter:completion?modle=x
            yaml       | - to:\\n    uri: openrouter:completion\\n    parameters:\\n      modle: x
            xml        | <to uri="openrouter:completion?maxTokens=5&amp;modle=x"/>
            properties | ask = openrouter:completion?modle=x
            md         | Say `openrouter:completion?modle=x` here
            md         | ```yaml\\n- to: openrouter:completion?modle=x\\n```
            """)
    void a_typing_error_in_any_language_is_found(String language, String text) throws IOException {
        Set<String> found = new ShownConfiguration(language, text.replace("\\n", "\n")).uris();

        assertThat(found)
                .singleElement()
                .satisfies(uri -> assertThat(endpoint(uri).getUnknown()).containsExactly("modle"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            properties | camel.component.openrouter.modle = x
            yaml       | camel:\\n  component:\\n    openrouter:\\n      modle: x
            md         | ```properties\\ncamel.component.openrouter.modle=x\\n```
            md         | Say `camel.component.openrouter.modle=x` here
            """)
    void a_typing_error_in_a_property_is_found(String language, String text) throws IOException {
        Set<String> found = new ShownConfiguration(language, text.replace("\\n", "\n")).properties();

        assertThat(found)
                .singleElement()
                .satisfies(line -> assertThat(property(line).getUnknown()).isNotEmpty());
    }
}
