package io.github.camelopenrouter.kamelets;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.AssistantTurn;
import io.github.camelopenrouter.simulator.FunctionCall;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Each kamelet, called from YAML and from Java. */
@Timeout(60)
class KameletRoutesTest extends KameletTestSupport {
    private final Queue<String> shown = new ConcurrentLinkedQueue<>();
    private final Queue<Object> filed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch firstShown = new CountDownLatch(1);

    private void start(String language) throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:show").process(exchange -> {
                    shown.add(exchange.getMessage().getBody(String.class));
                    firstShown.countDown();
                });
                from("openrouter:tool?name=file_ticket&description=Files a ticket&parameter.title=string")
                        .process(exchange -> filed.add(exchange.getMessage().getBody()))
                        .setBody(constant("filed"));
            }
        });
        if (language.equals("java")) {
            routes(new KameletRoutes());
        } else {
            routes("docs/kamelets.yaml");
        }
        context.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void a_completion_sends_what_the_kamelet_says_and_leaves_answer_and_cost(String language) throws Exception {
        start(language);

        Exchange answer = send("direct:ask", "What is 6 * 7?");

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("6 * 7 = 42");
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(simulator.billed());
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.PROVIDER)).isNotNull();
        assertThat(sent().path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(sent().path("max_tokens").asInt()).isEqualTo(200);
        assertThat(sent().path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(sent().path("messages").path(0).path("content").asText()).isEqualTo("Answer in one sentence.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void a_stream_hands_on_its_first_chunk_while_the_model_still_writes(String language) throws Exception {
        start(language);
        // the rest is sent only once the first chunk has been shown: a whole answer would never come
        simulator.enqueue(Reply.deltas("once ")
                .awaiting(firstShown)
                .thenDeltas("upon a time")
                .thenFinish("stop"));

        Exchange story = send("direct:story", "Tell a story");

        assertThat(story.getException()).isNull();
        assertThat(String.join("", shown)).isEqualTo("once upon a time");
        assertThat(sent().path("stream").asBoolean()).isTrue();
        assertThat(sent().path("max_tokens").asInt()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void a_structured_answer_is_a_map_of_what_the_schema_says(String language) throws Exception {
        start(language);
        simulator.enqueue(Reply.completion("{\"name\":\"Ada\",\"born\":1815}"));

        Exchange person = send("direct:person", "Who wrote the first program?");

        assertThat(person.getException()).isNull();
        assertThat(person.getMessage().getBody()).isEqualTo(Map.of("name", "Ada", "born", 1815));
        assertThat(sent().at("/response_format/type").asText()).isEqualTo("json_schema");
        assertThat(sent().at("/response_format/json_schema/name").asText()).isEqualTo("person");
        assertThat(sent().at("/response_format/json_schema/schema/properties/born/type")
                        .asText())
                .isEqualTo("integer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void a_route_that_begins_with_the_tool_source_is_called_by_the_model(String language) throws Exception {
        start(language);
        simulator.enqueue(
                AssistantTurn.calls(FunctionCall.of("weather", "{\"city\":\"Berlin\"}"))
                        .completion(),
                AssistantTurn.says("It is dry in Berlin.").completion());

        Exchange answer = send("openrouter:completion?tools=weather", "Do I need an umbrella in Berlin?");

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("It is dry in Berlin.");
        assertThat(simulator
                        .requests()
                        .get(0)
                        .json()
                        .at("/tools/0/function/description")
                        .asText())
                .isEqualTo("The weather of a city, now");
        assertThat(simulator
                        .requests()
                        .get(0)
                        .json()
                        .at("/tools/0/function/parameters/required/0")
                        .asText())
                .isEqualTo("city");
        assertThat(sent().at("/messages/2/content").asText()).isEqualTo("Berlin: 20 degrees, dry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void the_tools_of_a_sink_run(String language) throws Exception {
        start(language);
        simulator.enqueue(
                AssistantTurn.calls(FunctionCall.of("file_ticket", "{\"title\":\"It leaks\"}"))
                        .completion(),
                AssistantTurn.says("Filed.").completion());

        Exchange mail = send("direct:mail", "Your product leaks.");

        assertThat(mail.getException()).isNull();
        assertThat(filed).containsExactly(Map.of("title", "It leaks"));
        assertThat(sent().at("/messages/0/content").asText()).startsWith("File a ticket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:ask", "direct:story", "direct:person", "direct:mail"})
    void a_failure_is_the_typed_one_of_the_component(String uri) throws Exception {
        start("yaml");
        simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "2"));

        Exchange failed = send(uri, "What is 6 * 7?");

        assertThat(failed.getException()).isInstanceOf(RateLimitException.class);
        assertThat(((RateLimitException) failed.getException()).getRetryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void the_route_that_calls_sends_again_as_late_as_the_service_asks() throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .asyncDelayedRedelivery());
                from("direct:retried").to("kamelet:openrouter-completion-action");
            }
        });
        context.start();
        simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "1"));

        long before = System.nanoTime();
        Exchange answer = send("direct:retried", "What is 6 * 7?");

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("6 * 7 = 42");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(simulator.requests()).hasSize(2);
    }
}
