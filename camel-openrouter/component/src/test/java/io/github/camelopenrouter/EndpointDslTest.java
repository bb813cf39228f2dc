package io.github.camelopenrouter;

import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.dsl.StaticEndpointBuilders.openrouter;
import static org.assertj.core.api.Assertions.assertThat;

class EndpointDslTest {
    private static RunningContext running;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningContext();
        running.component("second", component -> component.getConfiguration().setApiKey("sk-or-v1-second"));
        running.context.addRoutes(new EndpointRouteBuilder() {
            @Override
            public void configure() {
                from(direct("ask"))
                        .to(openrouter("completion")
                                .model("anthropic/claude-sonnet-4.5")
                                .maxTokens(200)
                                .temperature("0.2")
                                .providerOrder("amazon-bedrock,anthropic")
                                .metadata("team", "billing")
                                .output(OpenRouterOutput.response)
                                .advanced()
                                .body("verbosity", "low"));
                from(direct("stream"))
                        .to(openrouter("streaming").streamTo("mock:chunks").totalTimeout("1m"));
                from(direct("other")).to(openrouter("second", "completion"));
            }
        });
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void answerAlike() {
        running.answerAlike();
    }

    @Test
    void typed_options_reach_the_request_and_choose_the_output() {
        assertThat(running.template.requestBody("direct:ask", "hello")).isInstanceOf(ChatResponse.class);

        JsonNode request = running.sent("direct:ask").json();
        assertThat(request.get("model").textValue()).isEqualTo("anthropic/claude-sonnet-4.5");
        assertThat(request.get("max_tokens").intValue()).isEqualTo(200);
        assertThat(request.get("temperature").doubleValue()).isEqualTo(0.2);
        assertThat(request.at("/provider/order/0").textValue()).isEqualTo("amazon-bedrock");
        assertThat(request.at("/metadata/team").textValue()).isEqualTo("billing");
        assertThat(request.get("verbosity").textValue()).isEqualTo("low");
    }

    @Test
    void a_stream_is_sent_to_an_endpoint() {
        running.simulator.replyWith(
                request -> Reply.sse(Wire.chunk("Pa"), Wire.chunk("ris"), Wire.finish(), Wire.DONE));

        assertThat(running.template.requestBody("direct:stream", "hello", String.class))
                .isEqualTo("Paris");
    }

    @Test
    void another_component_is_named_before_the_operation() {
        RecordedRequest request = running.sent("direct:other");

        assertThat(request.header("Authorization")).isEqualTo("Bearer sk-or-v1-second");
    }
}
