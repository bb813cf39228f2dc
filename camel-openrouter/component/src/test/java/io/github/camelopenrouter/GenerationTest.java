package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What became of a generation can be asked by its id. */
class GenerationTest {
    private static final String UNKNOWN = "{\"error\":{\"code\":404,\"message\":\"Generation not found\"}}";
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.simulator.reset();
    }

    /** What the next questions are answered; {@code enqueue} is for completions. */
    private static void script(Reply... replies) {
        Queue<Reply> next = new ConcurrentLinkedQueue<>(List.of(replies));
        running.simulator.replyWith(request -> next.poll());
    }

    private static Exchange lookUp(String options, String id) {
        return running.send("openrouter:generation" + options, id);
    }

    private static OpenRouterException failure(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        return (OpenRouterException) exchange.getException();
    }

    @Test
    void a_generation_tells_what_it_was_and_what_it_cost() {
        Message answer = running.send("openrouter:completion", "hello").getMessage();
        String id = answer.getHeader(OpenRouterConstants.RESPONSE_ID, String.class);

        Exchange exchange = lookUp("", id);

        assertThat(exchange.getException()).isNull();
        Message message = exchange.getMessage();
        Generation generation = message.getBody(Generation.class);
        assertThat(generation.id()).isEqualTo(id);
        assertThat(generation.cost())
                .isEqualByComparingTo(answer.getHeader(OpenRouterConstants.COST, BigDecimal.class));
        assertThat(generation.cancelled()).isFalse();
        assertThat(generation.extra()).containsKey("data_region").doesNotContainKey("id");
        for (String header : new String[] {
            OpenRouterConstants.RESPONSE_ID,
            OpenRouterConstants.PROVIDER,
            OpenRouterConstants.FINISH_REASON,
            OpenRouterConstants.PROMPT_TOKENS,
            OpenRouterConstants.COMPLETION_TOKENS
        }) {
            assertThat(message.getHeader(header)).as(header).isEqualTo(answer.getHeader(header));
        }
        assertThat(message.getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(generation.cost());
    }

    @Test
    void the_header_names_the_generation_before_the_body_does() {
        running.simulator.replyWith(request -> Reply.json("{\"data\":{\"id\":\"" + request.query() + "\"}}"));

        Exchange exchange = running.send(
                "openrouter:generation", "gen-body", Map.of(OpenRouterConstants.RESPONSE_ID, "gen-header"));

        assertThat(exchange.getMessage().getBody(Generation.class).id()).isEqualTo("id=gen-header");
    }

    @Test
    void what_the_service_does_not_say_is_absent_and_what_it_says_oddly_is_kept() {
        script(Reply.json("{\"data\":{\"id\":\"gen-1\",\"total_cost\":\"1.5E-7\",\"usage\":7,"
                + "\"cancelled\":\"yes\",\"finish_reason\":null,\"tokens_prompt\":3,\"new_member\":{\"a\":1}}}"));

        Generation generation = lookUp("", "gen-1").getMessage().getBody(Generation.class);

        assertThat(generation.cost()).isEqualTo(new BigDecimal("1.5E-7"));
        assertThat(generation.promptTokens()).isEqualTo(3);
        assertThat(generation.finishReason()).isNull();
        assertThat(generation.cancelled()).isNull();
        assertThat(generation.extra()).containsOnlyKeys("usage", "cancelled", "new_member");
    }

    @Test
    void a_generation_that_is_not_known_yet_is_asked_for_again() {
        script(Reply.json(404, UNKNOWN), Reply.json(404, UNKNOWN), Reply.json("{\"data\":{\"id\":\"gen-1\"}}"));

        Exchange exchange = lookUp("", "gen-1");

        assertThat(exchange.getMessage().getBody(Generation.class).id()).isEqualTo("gen-1");
        assertThat(running.simulator.requests()).hasSize(3);
    }

    @Test
    void a_generation_that_stays_unknown_fails_in_the_end_with_its_id() {
        running.simulator.replyWith(request -> Reply.json(404, UNKNOWN));

        OpenRouterException failure = failure(lookUp("?totalTimeout=400", "gen-none"));

        assertThat(failure).isInstanceOf(InvalidRequestException.class).hasMessageContaining("gen-none");
        assertThat(failure.getErrorType()).isEqualTo("not_found");
        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(running.simulator.requests()).hasSize(2);
    }

    @Test
    void the_deadline_of_a_message_ends_the_search() {
        running.simulator.replyWith(request -> Reply.json(404, UNKNOWN));
        long start = System.nanoTime();

        Exchange exchange = running.send(
                "openrouter:generation",
                "gen-none",
                Map.of(OpenRouterConstants.DEADLINE, Instant.now().plusMillis(300)));

        assertThat(failure(exchange).getErrorType()).isEqualTo("not_found");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void other_refusals_are_not_asked_again() {
        script(Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"User not found.\"}}"));

        assertThat(failure(lookUp("", "gen-1"))).isInstanceOf(AuthenticationException.class);
        assertThat(running.simulator.requests()).hasSize(1);
    }

    @Test
    void an_answer_without_a_generation_is_a_failure() {
        script(Reply.json("{\"data\":[]}"));

        assertThat(failure(lookUp("", "gen-1"))).isInstanceOf(TransportException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "gen\n1", "gen-\u00fc"})
    void what_cannot_be_an_id_is_refused_with_the_header_that_may_have_one(String body) {
        assertThat(failure(lookUp("", body)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("CamelOpenRouterResponseId");
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void an_id_is_escaped() throws Exception {
        script(Reply.json("{\"data\":{}}"));

        lookUp("", "gen-1&key=x y");

        assertThat(running.simulator.takeRequest(Duration.ofSeconds(5)).query()).isEqualTo("id=gen-1%26key%3Dx+y");
    }

    @Test
    void a_component_that_stops_does_not_search_on() throws Exception {
        running.simulator.replyWith(request -> Reply.json(404, UNKNOWN));
        AsyncProducer producer =
                running.context.getEndpoint("openrouter:generation").createAsyncProducer();
        producer.start();
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody("gen-1");
        CompletableFuture<Exchange> ended = new CompletableFuture<>();
        producer.process(exchange, done -> ended.complete(exchange));
        running.simulator.takeRequest(Duration.ofSeconds(5));

        running.context.getComponent("openrouter").stop();

        assertThat(failure(ended.get(5, TimeUnit.SECONDS)).getErrorType()).isEqualTo("stopped");
        running.context.getComponent("openrouter").start();
        producer.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model=a/b", "maxTokens=5", "output=message", "journalStep=x", "body.a=1", "streamTo=mock:x"})
    void options_of_the_other_operations_are_refused(String option) {
        assertThat(catchThrowable(() -> running.context.getEndpoint("openrouter:generation?" + option)))
                .rootCause()
                .hasMessageContaining(option.split("=")[0])
                .hasMessageContaining("openrouter:generation");
    }
}
