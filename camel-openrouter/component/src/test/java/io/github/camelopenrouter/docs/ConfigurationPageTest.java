package io.github.camelopenrouter.docs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationPageTest extends DocsTestSupport {
    private final Map<String, String> vault =
            new ConcurrentHashMap<>(Map.of("default", "sk-or-v1-default", "acme", "sk-or-v1-acme"));

    @Override
    void configure(OpenRouterComponent given) {
        given.getConfiguration().setBaseUrl(EXTENSION.simulator().baseUrl());
        configured(given);
    }

    private static void configured(OpenRouterComponent component) {
        // tag::component[]
        OpenRouterConfiguration defaults = component.getConfiguration();
        defaults.setModel("anthropic/claude-sonnet-4.5:aws");
        defaults.setMaxTokens(500);
        defaults.setTotalTimeout(120_000L);
        // end::component[]
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        // tag::keys[]
        ApiKeyProvider keys = alias -> vault.get(alias == null ? "default" : alias);
        context.getRegistry().bind("keys", keys);
        // end::keys[]
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::tenants[]
                from("direct:tenant")
                        .setHeader(OpenRouterConstants.KEY_ALIAS, header("tenant"))
                        .to("openrouter:completion?apiKeyProvider=#keys");
                // end::tenants[]
            }
        };
    }

    @Test
    void the_component_sets_defaults_and_resolves_the_suffix() throws Exception {
        template.requestBody("direct:tenant", "hi");

        var sent = request().json();
        assertThat(sent.path("model").asText()).isEqualTo("anthropic/claude-sonnet-4.5");
        assertThat(sent.path("provider").path("order").path(0).asText()).isEqualTo("amazon-bedrock");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(500);
    }

    @Test
    void a_tenant_pays_with_its_own_key_and_a_rotated_one_counts_at_once() throws Exception {
        template.requestBodyAndHeader("direct:tenant", "hi", "tenant", "acme");
        assertThat(request().header("Authorization")).isEqualTo("Bearer sk-or-v1-acme");

        vault.put("default", "sk-or-v1-rotated");
        template.requestBody("direct:tenant", "hi");
        assertThat(request().header("Authorization")).isEqualTo("Bearer sk-or-v1-rotated");
    }
}
