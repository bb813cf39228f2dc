package io.github.camelopenrouter;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.maven.ComponentArtifactHelper;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Camel's own reader of jars finds what the component can do, with nothing but the jar in its hand. */
class CatalogueFileTest {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFileTest.class);

    private final URLClassLoader jar = new URLClassLoader(new URL[] {classes()}, null);

    private static URL classes() {
        return OpenRouterComponent.class.getProtectionDomain().getCodeSource().getLocation();
    }

    @AfterEach
    void close() throws Exception {
        jar.close();
    }

    @Test
    void a_reader_of_jars_finds_the_component_and_its_description() throws Exception {
        assertThat(ComponentArtifactHelper.loadComponentProperties(jar, LOG))
                .containsEntry("components", "openrouter")
                .containsEntry("groupId", "io.github.camelopenrouter");
        assertThat(ComponentArtifactHelper.extractComponentJavaType(jar, "openrouter", LOG))
                .isEqualTo(OpenRouterComponent.class.getName());
        try (InputStream generated = jar.getResourceAsStream("META-INF/io/github/camelopenrouter/openrouter.json")) {
            assertThat(ComponentArtifactHelper.loadComponentJSonSchema(jar, "openrouter", LOG))
                    .isEqualToIgnoringNewLines(new String(generated.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_catalogue_with_the_description_completes_and_checks_endpoints() {
        String json = ComponentArtifactHelper.loadComponentJSonSchema(jar, "openrouter", LOG);
        // tag::catalogue[]
        CamelCatalog catalogue = new DefaultCamelCatalog();
        catalogue.addComponent("openrouter", "io.github.camelopenrouter.OpenRouterComponent", json);
        ComponentModel model = catalogue.componentModel("openrouter");
        // end::catalogue[]
        EndpointValidationResult wrong =
                catalogue.validateEndpointProperties("openrouter:completion?modell=a&reasoningEffort=huge");

        assertThat(catalogue.findComponentNames()).contains("openrouter");
        assertThat(model.getEndpointPathOptions().get(0).getEnums())
                .containsExactly("completion", "streaming", "generation", "tool");
        assertThat(model.getEndpointParameterOptions())
                .filteredOn(option -> option.getName().equals("reasoningEffort"))
                .singleElement()
                .satisfies(option -> assertThat(option.getEnums()).contains("low", "high"));
        assertThat(model.getEndpointHeaders())
                .extracting(ComponentModel.EndpointHeaderModel::getName)
                .contains(OpenRouterConstants.MODEL, OpenRouterConstants.COST);

        assertThat(wrong.getUnknown()).containsExactly("modell");
        assertThat(wrong.getInvalidEnum()).containsEntry("reasoningEffort", "huge");
    }
}
