package io.github.camelopenrouter.internal.call;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** GET of a free resource. */
class LookupTest {
    @RegisterExtension
    static final OpenRouterSimulatorExtension openrouter = new OpenRouterSimulatorExtension();

    private final OpenRouterSimulator simulator = openrouter.simulator();
    private final Engine engine = new Engine();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_resource_is_answered_as_json() throws Exception {
        JsonNode key = get("/key", Engine.NO_LIMITS).get(5, TimeUnit.SECONDS);

        assertThat(key.path("data").isObject()).isTrue();
        assertThat(simulator.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.header("Content-Type")).isNull();
        });
    }

    @Test
    void a_query_reaches_the_service() throws Exception {
        simulator.replyWith(request -> Reply.json(200, "{\"query\":\"" + request.query() + "\"}"));

        JsonNode answer = get("/generation?id=gen-1", Engine.NO_LIMITS).get(5, TimeUnit.SECONDS);

        assertThat(answer.path("query").asText()).isEqualTo("id=gen-1");
    }

    @Test
    void what_is_not_there_is_told_as_such() {
        OpenRouterException failure = failure(get("/generation?id=gen-unknown", Engine.NO_LIMITS));

        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(failure.getErrorType()).isEqualTo("not_found");
        assertThat(failure).hasMessageContaining("/generation");
    }

    @Test
    void a_refused_key_is_an_authentication_failure() {
        simulator.replyWith(request -> Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"User not found.\"}}"));

        assertThat(failure(get("/key", Engine.NO_LIMITS))).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void silence_ends_with_the_response_timeout() {
        simulator.replyWith(request -> Reply.hang());

        assertThat(failure(get("/key", settings(Duration.ofMillis(100)))).getErrorType())
                .isEqualTo("response_timeout");
    }

    @Test
    void an_answer_that_is_no_json_fails() {
        simulator.replyWith(request -> Reply.json(200, "{\"data\":"));

        assertThat(failure(get("/key", Engine.NO_LIMITS))).isInstanceOf(TransportException.class);
    }

    @Test
    void cancelling_cuts_the_connection() throws Exception {
        simulator.replyWith(request -> Reply.hang());
        CompletableFuture<JsonNode> running = get("/key", Engine.NO_LIMITS);
        simulator.takeRequest(Duration.ofSeconds(5));

        running.cancel(false);

        assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(5))).isTrue();
        assertThatThrownBy(() -> running.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void a_transport_that_closes_ends_the_questions_under_way() throws Exception {
        simulator.replyWith(request -> Reply.hang());
        CompletableFuture<JsonNode> running = get("/key", Engine.NO_LIMITS);
        simulator.takeRequest(Duration.ofSeconds(5));

        engine.transport.close();

        assertThat(failure(running)).isInstanceOf(TransportException.class);
        assertThat(failure(get("/key", Engine.NO_LIMITS))).isInstanceOf(TransportException.class);
    }

    /** A transport that throws where it is asked to send. */
    private static Transport throwing(Throwable thrown) {
        return new Transport() {
            @Override
            public Cut send(Request request, Handler handler) {
                return LookupTest.<RuntimeException, Cut>thrown(thrown);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable, T> T thrown(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static Clockwork parts(ScheduledExecutorService timer) {
        return new Clockwork(Runnable::run, Runnable::run, timer, Clock.systemUTC(), System::nanoTime, () -> 0.5);
    }

    private static CompletableFuture<JsonNode> get(Transport transport, ScheduledExecutorService timer) {
        return new OpenRouterClient(transport, parts(timer))
                .get(URI.create("http://localhost/key"), Map.of(), settings(Duration.ofHours(1)));
    }

    static Stream<Throwable> anything() {
        return Stream.of(
                new IllegalStateException("broken"),
                new StackOverflowError(),
                new OutOfMemoryError("none"),
                new RejectedExecutionException("closed"));
    }

    @ParameterizedTest
    @MethodSource("anything")
    void whatever_the_transport_throws_ends_the_question_and_its_timer(Throwable thrown) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.setRemoveOnCancelPolicy(true);
        try {
            OpenRouterException failure = failure(get(throwing(thrown), timer));

            assertThat(failure).isInstanceOf(TransportException.class).hasCause(thrown);
            assertThat(failure.getErrorType())
                    .isEqualTo(thrown instanceof RejectedExecutionException ? "stopped" : "lookup_failed");
            assertThat(timer.getQueue()).isEmpty();
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void a_timer_that_has_ended_ends_the_question() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.shutdownNow();

        assertThat(failure(get(FakeTransport.json("{}"), timer)).getErrorType()).isEqualTo("stopped");
    }

    private static OpenRouterException failure(CompletableFuture<JsonNode> answer) {
        try {
            throw new AssertionError("answered with " + answer.get(5, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (OpenRouterException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError("not answered", e);
        }
    }

    private static CallSettings settings(Duration response) {
        CallSettings no = Engine.NO_LIMITS;
        return new CallSettings(
                no.connectTimeout(),
                no.leaseTimeout(),
                response,
                null,
                null,
                null,
                null,
                null,
                1 << 20,
                1 << 20,
                4096,
                0,
                no.maxRetryAfter(),
                false);
    }

    private CompletableFuture<JsonNode> get(String path, CallSettings settings) {
        return engine.client.get(
                URI.create(simulator.baseUrl() + path), Map.of("Authorization", "Bearer sk-or-v1-test"), settings);
    }
}
