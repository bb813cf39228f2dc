package io.github.camelopenrouter.docs;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ComponentPageTest extends DocsTestSupport {
    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {new GuideRoutes(), new TypedRoutes()};
    }

    @Test
    void a_list_is_the_conversation() throws Exception {
        assertThat(template.requestBody("direct:conversation", null, String.class))
                .contains("When did he die?");

        assertThat(request().json().path("messages").findValuesAsText("role"))
                .containsExactly("system", "user", "assistant", "user");
    }

    @Test
    void a_map_is_a_whole_request_and_options_fill_what_it_leaves_out() throws Exception {
        template.requestBody("direct:request", null, String.class);

        JsonNode sent = request().json();
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(sent.path("provider").path("sort").asText()).isEqualTo("price");
        assertThat(sent.path("model").asText()).isEqualTo("openai/gpt-4o-mini");
    }

    @Test
    void headers_choose_for_one_message() throws Exception {
        template.requestBodyAndHeaders("direct:per-message", "hi", Map.of("customer", "gold", "limit", "50"));
        JsonNode gold = request().json();
        assertThat(gold.path("model").asText()).isEqualTo("anthropic/claude-sonnet-4.5");
        assertThat(gold.path("max_tokens").asInt()).isEqualTo(50);

        template.requestBodyAndHeader("direct:per-message", "hi", "limit", 60);
        assertThat(request().json().path("model").asText()).isEqualTo("openai/gpt-4o-mini");
    }

    @Test
    void any_other_member_passes_through() throws Exception {
        template.requestBody("direct:pass-through", "hi");

        JsonNode sent = request().json();
        assertThat(sent.path("verbosity").asText()).isEqualTo("low");
        assertThat(sent.path("plugins").path(0).path("id").asText()).isEqualTo("web");
    }

    @Test
    void the_whole_answer_is_there_where_it_is_asked_for() {
        Exchange exchange = template.request("direct:output", e -> e.getIn().setBody("Say hello"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
    }

    @Test
    void the_typed_endpoint_says_the_same_as_a_uri() throws Exception {
        assertThat(template.requestBody("direct:typed", "Say hello")).isEqualTo("hello");

        JsonNode sent = request().json();
        assertThat(sent.path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(200);
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml"})
    void yaml_and_xml_set_headers_too(String language) throws Exception {
        assumeTrue(!language.equals("xml") || onClasspath("org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class"));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:docs/guide." + language));

        assertThat(template.requestBodyAndHeader("direct:limited", "Say hello", "limit", "50"))
                .isEqualTo("hello");

        JsonNode sent = request().json();
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(sent.path("temperature").asInt()).isZero();
    }
}
