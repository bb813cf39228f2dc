package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Editors and the camel validate goal know the component by its metadata alone. */
class CatalogueTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern URI = Pattern.compile(
            "openrouter:(?:completion|streaming|generation)(?:\\?(?:RAW\\([^)]*\\)|[^\"'`<>\\s|)*,])+)?");
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

    /** The URIs that readers and users of the project see. */
    static Set<String> shown() throws IOException {
        Set<String> uris = new LinkedHashSet<>();
        for (Path file : files()) {
            Matcher matcher = URI.matcher(Files.readString(file));
            while (matcher.find()) {
                String uri = matcher.group().replace("&amp;", "&").replaceAll("[.;:]+$", "");
                if (!uri.contains("...") && !uri.endsWith("=") && !uri.endsWith("?")) {
                    uris.add(uri);
                }
            }
        }
        return uris;
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(ROOT.resolve("README.md"));
        for (String folder : List.of(
                "docs",
                "examples",
                "camel-openrouter/component/src/test/resources",
                "camel-openrouter/component/src/test/java/io/github/camelopenrouter/docs")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
                all.filter(file -> file.toString().matches(".*\\.(md|java|yaml|xml|properties)"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(files::add);
            }
        }
        return files;
    }

    @Test
    void there_are_uris_to_check() throws IOException {
        assertThat(shown()).hasSizeGreaterThan(10).anyMatch(uri -> uri.contains("&"));
    }

    @ParameterizedTest
    @MethodSource("shown")
    void every_uri_that_is_shown_is_valid(String uri) {
        EndpointValidationResult result = catalogue.validateEndpointProperties(uri);

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
                "openrouter:completion?output=pdf"
            })
    void a_wrong_uri_is_found_out(String uri) {
        assertThat(catalogue.validateEndpointProperties(uri).isSuccess()).isFalse();
    }
}
