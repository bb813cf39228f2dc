package io.github.camelopenrouter.kamelets;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelopenrouter.simulator.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of the properties of a kamelet: those given, those not given, and those that are wrong. */
@Timeout(60)
class KameletPropertiesTest extends KameletTestSupport {
    @Test
    void what_is_not_given_is_left_to_the_component_and_sends_nothing() throws Exception {
        ask("openrouter-completion-action");
        context.start();

        Exchange first = send("direct:ask", "What is 6 * 7?");
        Exchange second = send("direct:ask", "What is 2 * 3?");

        assertThat(first.getException()).isNull();
        assertThat(second.getException()).isNull();
        List<String> members = new ArrayList<>();
        sent().fieldNames().forEachRemaining(members::add);
        assertThat(members).containsExactlyInAnyOrder("model", "messages", "stream");
        assertThat(sent().path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(sent().path("messages")).as("no conversation").hasSize(1);
        assertThat(simulator.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnly("Bearer " + KEY);
    }

    @Test
    void every_property_of_a_completion_counts() throws Exception {
        ask(
                "openrouter-completion-action",
                "model: anthropic/claude-3-haiku",
                "models: openai/gpt-4o-mini",
                "apiKey: sk-or-v1-of-the-kamelet",
                "baseUrl: " + simulator.baseUrl(),
                "systemMessage: Be brief.",
                "maxTokens: 50",
                "temperature: 0.5",
                "reasoningEffort: none",
                "conversationId: '${header.chat}'",
                "budget: 5.00/day",
                "maxRetries: 1",
                "totalTimeout: 60s");
        context.start();

        for (String prompt : List.of("Say one", "Say two")) {
            Exchange answer = context.createProducerTemplate().request("direct:ask", exchange -> {
                exchange.getIn().setBody(prompt);
                exchange.getIn().setHeader("chat", "c1");
            });
            assertThat(answer.getException()).isNull();
        }

        RecordedRequest last = simulator.requests().get(simulator.requests().size() - 1);
        assertThat(last.header("Authorization")).isEqualTo("Bearer sk-or-v1-of-the-kamelet");
        assertThat(last.json().path("models")).hasSize(1);
        assertThat(last.json().path("model").asText()).isEqualTo("anthropic/claude-3-haiku");
        assertThat(last.json().path("max_tokens").asInt()).isEqualTo(50);
        assertThat(last.json().at("/reasoning/effort").asText()).isEqualTo("none");
        assertThat(last.json().path("messages"))
                .extracting(message -> message.path("content").asText())
                .as("the conversation that the message goes on with")
                .containsExactly("Be brief.", "Say one", "one", "Say two");
    }

    @Test
    void a_stream_can_be_pushed() throws Exception {
        List<String> shown = new ArrayList<>();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:show")
                        .process(exchange -> shown.add(exchange.getMessage().getBody(String.class)));
            }
        });
        ask("openrouter-streaming-action", "streamTo: RAW(direct:show?failIfNoConsumers=true&timeout=30000)");
        context.start();

        Exchange answer = send("direct:ask", "Say once upon a time");

        assertThat(answer.getException()).isNull();
        assertThat(String.join("", shown)).isEqualTo("once upon a time");
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("once upon a time");
    }

    @Test
    void a_stream_can_be_passed_through_as_events() throws Exception {
        ask("openrouter-streaming-action", "streamFormat: sse");
        context.start();

        List<String> read = new ArrayList<>();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:page").to("direct:ask").process(exchange -> {
                    InputStream events = exchange.getMessage().getBody(InputStream.class);
                    read.add(new String(events.readAllBytes(), StandardCharsets.UTF_8));
                });
            }
        });
        Exchange answer = send("direct:page", "Say hello");

        assertThat(answer.getException()).isNull();
        assertThat(read).hasSize(1);
        assertThat(read.get(0)).contains("\n\ndata: {").endsWith("data: [DONE]\n\n");
    }

    @Test
    void text_with_any_characters_arrives_as_it_was_written() throws Exception {
        ask("openrouter-completion-action", "systemMessage: 'RAW(100% fish & chips, a+b=c? #1)'");
        context.start();

        assertThat(send("direct:ask", "Say hello").getException()).isNull();

        assertThat(sent().at("/messages/0/content").asText()).isEqualTo("100% fish & chips, a+b=c? #1");
    }

    @Test
    void text_of_several_lines_comes_from_a_property() throws Exception {
        context.getPropertiesComponent().addInitialProperty("rules", "Be brief.\nBe kind & clear (always).");
        ask("openrouter-completion-action", "systemMessage: '#property:rules'");
        context.start();

        assertThat(send("direct:ask", "Say hello").getException()).isNull();

        assertThat(sent().at("/messages/0/content").asText()).isEqualTo("Be brief.\nBe kind & clear (always).");
    }

    @Test
    void a_schema_may_stand_in_the_route() throws Exception {
        ask(
                "openrouter-structured-action",
                "output: json",
                "jsonSchema: >",
                "  {\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"} }, \"required\": [\"name\"]}");
        context.start();

        Exchange answer = send("direct:ask", "Who?");

        assertThat(answer.getException()).isNull();
        assertThat(sent().at("/response_format/json_schema/schema/required/0").asText())
                .isEqualTo("name");
    }

    @Test
    void properties_may_stand_in_the_configuration() throws Exception {
        context.getPropertiesComponent()
                .addInitialProperty("camel.kamelet.openrouter-completion-action.max-tokens", "77");
        ask("openrouter-completion-action");
        context.start();

        assertThat(send("direct:ask", "Say hello").getException()).isNull();

        assertThat(sent().path("max_tokens").asInt()).isEqualTo(77);
    }

    @Test
    void a_property_that_does_not_exist_fails_the_start_and_is_named() throws Exception {
        ask("openrouter-completion-action", "budgt: 5.00/day");

        assertThatThrownBy(context::start)
                .rootCause()
                .hasMessageStartingWith(
                        "The kamelet openrouter-completion-action has no property budgt; it has apiKey,")
                .hasMessageContaining("budget");
    }

    @Test
    void a_value_that_cannot_be_fails_the_start_and_is_named() throws Exception {
        ask("openrouter-completion-action", "temperature: warm");

        assertThatThrownBy(context::start)
                .rootCause()
                .hasMessage("The option temperature must be a number from 0 to 2, not 'warm'");
    }

    @Test
    void a_property_that_is_missing_fails_the_start_and_is_named() throws Exception {
        ask("openrouter-structured-action");

        assertThatThrownBy(context::start)
                .rootCause()
                .hasMessageContaining("mandatory parameters must be provided: jsonSchema");
    }

    @Test
    void kamelets_of_others_are_not_looked_at() throws Exception {
        ask("of-another", "whatever: 1");
        context.start();

        assertThat(send("direct:ask", "a").getMessage().getBody()).isEqualTo("done");
    }
}
