package io.github.camelopenrouter.docs;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

class ComponentPageTest extends DocsTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::conversation[]
                from("direct:conversation")
                        .process(exchange -> exchange.getMessage()
                                .setBody(List.of(
                                        ChatMessage.system("You are a terse librarian."),
                                        ChatMessage.user("Who wrote Faust?"),
                                        ChatMessage.assistant("Goethe."),
                                        ChatMessage.user("When did he die?"))))
                        .to("openrouter:completion");
                // end::conversation[]

                // tag::request[]
                from("direct:request")
                        .process(exchange -> exchange.getMessage()
                                .setBody(Map.of(
                                        "messages", List.of(Map.of("role", "user", "content", "Say hello")),
                                        "temperature", 0.2,
                                        "provider", Map.of("sort", "price"))))
                        .to("openrouter:completion?maxTokens=100");
                // end::request[]

                // tag::per-message[]
                from("direct:per-message")
                        .choice()
                        .when(header("customer").isEqualTo("gold"))
                        .setHeader(OpenRouterConstants.MODEL, constant("anthropic/claude-sonnet-4.5"))
                        .end()
                        .setHeader(OpenRouterConstants.MAX_TOKENS, simple("${header.limit}"))
                        .to("openrouter:completion?model=openai/gpt-4o-mini");
                // end::per-message[]

                // tag::pass-through[]
                from("direct:pass-through")
                        .to("openrouter:completion?body.verbosity=low&body.plugins=RAW([{\"id\":\"web\"}])");
                // end::pass-through[]

                // tag::output[]
                from("direct:output")
                        .to("openrouter:completion?output=response")
                        .process(exchange -> {
                            ChatResponse response = exchange.getMessage().getBody(ChatResponse.class);
                            exchange.setProperty("upstream", response.usage().upstreamCost());
                            exchange.getMessage().setBody(response.text());
                        });
                // end::output[]
            }
        };
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
}
