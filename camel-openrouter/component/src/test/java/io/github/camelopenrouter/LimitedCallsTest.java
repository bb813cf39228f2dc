package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.limits.Circuits;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Limits of endpoints and of their component, from the route to the socket. */
@Timeout(60)
class LimitedCallsTest {
    private RunningContext running;
    private OpenRouterSimulator simulator;
    private OpenRouterComponent limited;

    @BeforeEach
    void start() throws Exception {
        running = new RunningContext();
        simulator = running.simulator;
        limited = running.component("limited", component -> {
            component.getConfiguration().setModel("a/a");
            component.getConfiguration().setMaxInFlight(2);
        });
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:redelivered")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .to("limited:completion");
                from("direct:abandoned").to("limited:streaming").setBody(constant("not read"));
                from("direct:target").to("mock:chunks");
            }
        });
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private CompletableFuture<Exchange> ask(String uri) {
        return running.template.asyncSend(uri, exchange -> exchange.getIn().setBody("hello"));
    }

    private OpenRouterException failure(String uri) {
        return running.send(uri, "hello").getException(OpenRouterException.class);
    }

    private OpenRouterEndpoint endpoint(String uri) {
        return running.context.getEndpoint(uri, OpenRouterEndpoint.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited:completion", "openrouter:completion?maxInFlight=2"})
    void fifty_callers_are_never_more_than_two_at_the_service_however_long_it_takes(String uri) throws Exception {
        List<CountDownLatch> answers =
                IntStream.range(0, 50).mapToObj(i -> new CountDownLatch(1)).toList();
        AtomicInteger next = new AtomicInteger();
        simulator.replyWith(
                request -> Reply.json(RunningContext.ANSWER).heldUntil(answers.get(next.getAndIncrement())));
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(ask(uri));
        }

        for (int i = 0; i < 50; i++) {
            int atService = Math.min(50, i + 2);
            await().until(() -> simulator.requests().size() >= atService);
            assertThat(simulator.requests()).hasSize(atService);
            answers.get(i).countDown();
        }
        for (CompletableFuture<Exchange> call : calls) {
            assertThat(call.get(5, TimeUnit.SECONDS).getException()).isNull();
        }
    }

    @Test
    void the_components_limit_holds_for_all_its_endpoints_together_and_an_endpoints_in_addition() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        calls.add(ask("limited:completion?maxInFlight=1"));
        calls.add(ask("limited:completion?maxInFlight=1"));
        calls.add(ask("limited:completion?user=x"));
        calls.add(ask("limited:completion?user=y"));
        await().until(() -> simulator.requests().size() == 2 && limited.getQueued() == 1);

        assertThat(limited.getInFlight()).isEqualTo(2);
        assertThat(endpoint("limited:completion?maxInFlight=1").getQueued()).isEqualTo(1);
        assertThat(endpoint("limited:completion?maxInFlight=1").getInFlightLimit())
                .isEqualTo(1);
        assertThat(endpoint("limited:completion?user=x").getInFlightLimit()).isZero();
        answer.countDown();
        for (CompletableFuture<Exchange> call : calls) {
            assertThat(call.get(5, TimeUnit.SECONDS).getException()).isNull();
        }
        assertThat(limited.getAdmitted()).isEqualTo(4);
        await().until(() -> limited.getInFlight() == 0);
    }

    @Test
    void a_full_queue_refuses_with_an_exception_that_the_error_handler_may_repeat() {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        String uri = "openrouter:completion?maxInFlight=1&maxQueued=0";
        CompletableFuture<Exchange> first = ask(uri);
        await().until(() -> simulator.requests().size() == 1);

        OpenRouterException refused = failure(uri);

        assertThat(refused.getErrorType()).isEqualTo("queue_full");
        assertThat(refused.isRetryable()).isTrue();
        assertThat(endpoint(uri).getRefused()).isEqualTo(1);
        answer.countDown();
        assertThat(first).succeedsWithin(java.time.Duration.ofSeconds(5));
    }

    @Test
    void redelivery_and_the_components_own_retries_pass_the_limits_again() {
        simulator.enqueue(
                Reply.json(503, Wire.error(503, "no")),
                Reply.json(503, Wire.error(503, "no")),
                Reply.json(RunningContext.ANSWER));
        assertThat(running.send("direct:redelivered", "hello").getException()).isNull();
        assertThat(limited.getAdmitted()).isEqualTo(3);

        simulator.enqueue(Reply.json(503, Wire.error(503, "no")), Reply.json(RunningContext.ANSWER));
        assertThat(running.send("limited:completion?maxRetries=1", "hello").getException())
                .isNull();
        assertThat(limited.getAdmitted()).isEqualTo(5);
        assertThat(limited.getInFlight()).isZero();
    }

    @Test
    void a_call_whose_deadline_passes_while_it_waits_is_not_sent() {
        simulator.replyWith(request -> Reply.hang());
        ask("limited:completion");
        ask("limited:completion");
        await().until(() -> limited.getInFlight() == 2);

        OpenRouterException late = failure("limited:completion?totalTimeout=50");

        assertThat(late.getErrorType()).isEqualTo("total_timeout");
        assertThat(limited.getQueued()).isZero();
        assertThat(simulator.requests()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_stream_holds_its_place_until_it_has_been_read_or_closed() throws Exception {
        simulator.replyWith(request -> Reply.sse(Wire.chunk("Paris"), Wire.finish(), Wire.DONE));
        try (ChatStream stream =
                running.send("limited:streaming", "hello").getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                stream.next();
            }
        }
        await().until(() -> limited.getInFlight() == 0);

        CountDownLatch more = new CountDownLatch(1);
        simulator.replyWith(
                request -> Reply.sse(Wire.chunk("Paris")).awaiting(more).thenSse(Wire.finish(), Wire.DONE));
        ChatStream held =
                running.send("limited:streaming", "hello").getMessage().getBody(ChatStream.class);
        assertThat(limited.getInFlight()).isEqualTo(1);
        held.close();
        await().until(() -> limited.getInFlight() == 0);
        running.send("direct:abandoned", "hello");
        await().until(() -> limited.getInFlight() == 0);
        more.countDown();
    }

    /** Everything that can become of a call, many times over: as many places as before, and nobody waits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "completion?",
                "streaming?",
                "streaming?streamFormat=sse&",
                "streaming?streamFormat=text&",
                "streaming?streamTo=direct:target&",
                "completion?maxRetries=1&"
            })
    void whatever_becomes_of_calls_every_place_is_free_afterwards(String operation) throws Exception {
        List<Supplier<Reply>> fates = List.of(
                () -> Reply.json(RunningContext.ANSWER),
                () -> Reply.sse(Wire.chunk("Pa"), Wire.finish(), Wire.DONE),
                () -> Reply.json(400, Wire.error(400, "no")),
                () -> Reply.json(429, Wire.error(429, "no")).header("Retry-After", "0"),
                () -> Reply.json(503, Wire.error(503, "no")).header("Retry-After", "0"),
                () -> Reply.json(200, Wire.error(502, "no")),
                Reply::reset,
                Reply::hang,
                () -> Reply.json("{\"choices\":[]}"),
                () -> Reply.json("{\"cho").contentLength(100).thenClose(),
                () -> Reply.sse(Wire.chunk("Pa")).thenReset(),
                () -> Reply.sse(Wire.chunk("Pa")).thenHang(),
                () -> Reply.sse(Wire.chunk("Pa")).thenClose(),
                () -> Reply.bytes(200, "text/html", "<html>".getBytes()),
                () -> Reply.sse("data: {broken\n\n"));
        AtomicInteger next = new AtomicInteger();
        simulator.replyWith(
                request -> fates.get(next.getAndIncrement() % fates.size()).get());
        OpenRouterComponent wide = running.component(
                "wide", component -> component.getConfiguration().setMaxInFlight(8));
        String uri = "wide:" + operation + "responseTimeout=100&idleTimeout=100&totalTimeout=2000";
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < fates.size() * 10; i++) {
            calls.add(ask(uri).whenComplete((exchange, why) -> close(exchange)));
        }

        for (CompletableFuture<Exchange> call : calls) {
            call.get(30, TimeUnit.SECONDS);
        }
        await().until(() -> wide.getInFlight() == 0 && wide.getQueued() == 0);
        assertThat(wide.getAdmitted()).isGreaterThanOrEqualTo(calls.size());
        assertThat(wide.getRefused()).isZero();
    }

    private static void close(Exchange exchange) {
        try {
            if (exchange != null && exchange.getMessage().getBody() instanceof AutoCloseable stream) {
                stream.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "402"})
    void a_key_that_is_refused_is_not_sent_again_and_another_is(int status) {
        Map<String, String> keys = new HashMap<>(Map.of("old", "sk-or-v1-old", "new", "sk-or-v1-new"));
        running.component("keyed", component -> {
            component.getConfiguration().setCircuitBreaker(true);
            component.getConfiguration().setApiKey(null);
            component.getConfiguration().setApiKeyProvider(keys::get);
        });
        simulator.replyWith(request -> request.header("Authorization").endsWith("old")
                ? Reply.json(status, Wire.error(status, "no"))
                : Reply.json(RunningContext.ANSWER));
        Map<String, Object> old = Map.of(OpenRouterConstants.KEY_ALIAS, "old");

        running.send("keyed:completion", "hello", old);
        OpenRouterException refused =
                running.send("keyed:completion", "hello", old).getException(OpenRouterException.class);

        assertThat(refused.getErrorType()).isEqualTo("key_blocked");
        assertThat(refused.getRetryAfter()).isPositive();
        assertThat(refused.getMessage()).doesNotContain("sk-or");
        assertThat(simulator.requests()).hasSize(1);
        assertThat(running.send("keyed:completion", "hello", Map.of(OpenRouterConstants.KEY_ALIAS, "new"))
                        .getException())
                .isNull();
        keys.put("old", "sk-or-v1-rotated");
        assertThat(running.send("keyed:completion", "hello", old).getException())
                .isNull();
    }

    @Test
    void a_used_up_budget_keeps_the_key_back_until_it_begins_anew() {
        String resets = java.time.Instant.now().plusSeconds(7_200).toString();
        simulator.enqueue(Reply.json(
                403,
                "{\"error\":{\"code\":403,\"message\":\"Key limit exceeded\",\"metadata\":"
                        + "{\"limit_source\":\"openrouter_key_limit\",\"resets_at\":\"" + resets + "\"}}}"));
        String uri = "openrouter:completion?circuitBreaker=true";

        assertThat(failure(uri).getRetryAfter().toSeconds()).isBetween(7_100L, 7_200L);
        assertThat(failure(uri).getRetryAfter().toSeconds()).isBetween(7_100L, 7_200L);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_model_that_fails_is_left_alone_and_another_is_not() {
        simulator.replyWith(request -> request.text().contains("bad/model")
                ? Reply.json(502, Wire.error(502, "no"))
                : Reply.json(RunningContext.ANSWER));
        String bad = "openrouter:completion?circuitBreaker=true&model=bad/model";
        for (int i = 0; i < 5; i++) {
            assertThat(failure(bad).getStatusCode()).isEqualTo(502);
        }

        assertThat(failure(bad).getErrorType()).isEqualTo("circuit_open");
        assertThat(simulator.requests()).hasSize(5);
        assertThat(endpoint(bad).getCircuitBreakerStates()).containsEntry("bad/model", "OPEN");
        assertThat(running.send("openrouter:completion?circuitBreaker=true&model=good/model", "hello")
                        .getException())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "maxInFlight=0, maxInFlight must be a whole number from 1 on",
        "maxInFlight=1&maxQueued=-1, maxQueued must be a whole number from 0 on",
        "maxInFlight=1&queueTimeout=-1, queueTimeout must be a duration of at least 0 ms",
        "requestsPerMinute=0, requestsPerMinute must be a whole number from 1 on",
        "tokensPerMinute=0, tokensPerMinute must be a whole number from 1 on",
        "adaptiveConcurrency=true, adaptiveConcurrency needs the option maxInFlight",
        "maxQueued=5, maxQueued and queueTimeout of an endpoint belong to a limit of its own",
        "circuitBreakerMinimumCalls=0, circuitBreakerMinimumCalls must be a whole number from 1 on",
        "circuitBreakerOpenDuration=0, circuitBreakerOpenDuration must be a duration of at least 1 ms and at most 365 days"
    })
    void an_option_that_cannot_be_fails_the_start_and_says_why(String options, String why) {
        assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?" + options))
                .hasStackTraceContaining(why);
    }

    @Test
    void without_the_optional_library_the_option_names_it() {
        ClassLoader without = new ClassLoader(null) {};

        assertThatThrownBy(() -> Circuits.require(without))
                .hasMessageContaining("circuitBreaker")
                .hasMessageContaining("io.github.resilience4j:resilience4j-circuitbreaker");
    }
}
