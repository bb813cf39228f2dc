package io.github.camelopenrouter.internal.call;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.hc.core5.http.ConnectionClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.Wire;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.Engine.Told;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent again, how often and how soon, with maxRetries=2 and time that passes at once. */
class RetryTest {
    private static final Reply GOOD = Reply.json(Wire.completion("Paris"));

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final VirtualTime time = new VirtualTime();
    private final Engine engine = new Engine(time);

    @AfterEach
    void close() {
        engine.close();
        simulator.close();
    }

    private Told complete(Reply... replies) {
        simulator.enqueue(replies);
        return engine.complete(Engine.command(simulator.baseUrl(), Engine.retries(2)));
    }

    private static Reply error(int status) {
        return Reply.json(status, Wire.error(status, "no"));
    }

    @Test
    void a_refused_connection_is_tried_again_until_somebody_listens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        AtomicInteger refused = new AtomicInteger();
        AtomicReference<OpenRouterSimulator> late = new AtomicReference<>();
        time.meanwhile(() -> {
            if (refused.incrementAndGet() == 2) {
                late.set(OpenRouterSimulator.builder().port(port).start().enqueue(GOOD));
            }
        });

        Told told = engine.complete(Engine.command("http://localhost:" + port + "/api/v1", Engine.retries(2)));

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(refused).hasValue(2);
        assertThat(late.get().requests()).hasSize(1);
        late.get().close();
    }

    @Test
    void a_request_that_never_left_is_sent_again_although_retries_are_off() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        Transport stale = new Transport() {
            @Override
            public Cut send(Request request, Handler handler) {
                if (sends.getAndIncrement() == 0) {
                    handler.failed(new ConnectionClosedException(), false);
                    return () -> false;
                }
                return engine.transport.send(request, handler);
            }

            @Override
            public void close() {
                // the engine's own
            }
        };
        simulator.enqueue(GOOD);
        Told told = new Told();

        new OpenRouterClient(
                        stale,
                        new Clockwork(engine.worker, engine.worker, time, time.clock(), time::nanoTime, time::chance))
                .complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS), told);

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(1);
        assertThat(sends).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504, 529, 429})
    void a_passing_failure_is_followed_by_an_attempt_with_identical_bytes(int status) throws Exception {
        Told told = complete(error(status), GOOD);

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(2);
        assertThat(simulator.requests().get(1).body())
                .isEqualTo(simulator.requests().get(0).body());
    }

    @ParameterizedTest
    @CsvSource({
        "502, 3", "503, 3", "529, 3", "429, 3", "408, 2", "500, 2", "504, 2", "400, 1", "401, 1", "402, 1", "403, 1",
        "404, 1", "409, 1", "412, 1", "413, 1", "422, 1", "524, 1", "520, 1"
    })
    void a_lasting_failure_is_sent_as_often_as_is_sensible(int status, int requests) {
        Told told = complete(error(status), error(status), error(status));

        assertThat(told.failure().getStatusCode()).isEqualTo(status);
        assertThat(simulator.requests()).hasSize(requests);
        assertThat(told.ends).hasValue(1);
    }

    @Test
    void a_refusal_that_says_whether_to_come_back_is_believed() {
        String body = "{\"error\":{\"code\":404,\"message\":\"No endpoints\",\"availability\":"
                + "{\"code\":\"no_endpoints\",\"retryable\":true}}}";
        Reply reply = Reply.json(404, body);

        assertThat(complete(reply, reply, reply).failure().isRetryable()).isTrue();

        assertThat(simulator.requests()).hasSize(3);
    }

    @Test
    void waits_double_and_are_spread_by_chance() throws Exception {
        time.chance(1);
        complete(error(503), error(503), GOOD).text();

        assertThat(time.delays()).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
    }

    @Test
    void an_overloaded_service_is_given_more_time() throws Exception {
        time.chance(0.5);
        complete(error(429), error(529), GOOD).text();

        assertThat(time.delays()).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
    }

    @Test
    void the_wait_is_what_the_service_asked_for_and_a_little_more() throws Exception {
        complete(error(429).header("Retry-After", "2"), GOOD).text();

        assertThat(time.delays()).hasSize(1);
        assertThat(time.delays().get(0)).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2200));
    }

    @Test
    void an_in_flight_budget_that_is_used_up_is_waited_for() throws Exception {
        Reply full = Reply.json(
                        402, Wire.error(402, "In-flight budget", "{\"limit_source\":\"openrouter_in_flight_budget\"}"))
                .header("Retry-After", "2");

        assertThat(complete(full, GOOD).text()).isEqualTo("Paris");

        assertThat(time.delays().get(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    static List<String> nonsense() {
        return List.of("-1", "abc", "9e99", "NaN", "1".repeat(10_000), "", "Mon, 23 Nov 2026 11:00:00 GMT");
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void a_wait_that_makes_no_sense_or_lies_in_the_past_counts_as_none(String retryAfter) throws Exception {
        complete(error(429).header("Retry-After", retryAfter), GOOD).text();

        assertThat(time.delays()).containsExactly(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void a_wall_clock_that_jumps_changes_no_wait(long seconds) throws Exception {
        time.meanwhile(() -> time.wall(VirtualTime.NOW.plusSeconds(seconds)));

        Told told = engine.complete(
                Engine.command(simulator.enqueue(error(503), error(503), GOOD).baseUrl(), Engine.retries(2)));

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(time.delays()).hasSizeGreaterThanOrEqualTo(2).allMatch(wait -> wait.toSeconds() <= 60);
    }

    @Test
    void a_wait_beyond_the_deadline_is_not_begun() {
        simulator.enqueue(error(429).header("Retry-After", "30"), GOOD);
        long start = System.nanoTime();
        // real time here: the deadline itself must not pass
        try (Engine real = new Engine()) {
            Told told = real.complete(Engine.command(simulator.baseUrl(), Engine.retries(2), Duration.ofSeconds(20)));

            assertThat(told.failure().getRetryAfter()).isEqualTo(Duration.ofSeconds(30));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_answer_that_failed_inside_a_200_is_asked_for_again() throws Exception {
        Told told = complete(Reply.json(Wire.error(502, "upstream")), GOOD);

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void an_answer_that_ended_with_an_error_keeps_its_partial_text() {
        Reply broken = Reply.json(Wire.completion("half").replace("\"stop\"", "\"error\""));

        OpenRouterException failure = complete(broken, broken, broken).failure();

        assertThat(simulator.requests()).hasSize(3);
        assertThat(failure.getPartialText()).isEqualTo("half");
        assertThat(failure.getMessage()).doesNotContain("half");
    }

    @Test
    void a_stream_that_fails_before_its_first_content_is_opened_again() throws Exception {
        simulator.enqueue(
                Reply.sse(Wire.COMMENT, Wire.failure("502", "overloaded"), Wire.DONE),
                Reply.sse(Wire.stream("Par", "is")));

        ChatStream stream = engine.open(Engine.command(simulator.baseUrl(), Engine.retries(2)));

        assertThat(stream.next().text() + stream.next().text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_streamed_answer_that_is_read_as_a_whole_may_fail_late_and_be_asked_for_again() throws Exception {
        Told told = complete(
                Reply.sse(Wire.chunk("1"), Wire.chunk("2"), Wire.chunk("3"), Wire.failure("502", "gone")),
                Reply.sse(Wire.stream("Par", "is")));

        assertThat(told.text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_request_without_answer_is_sent_again_only_where_it_cannot_be_billed_twice() throws Exception {
        simulator.enqueue(Reply.reset(), GOOD);
        Told careful = engine.complete(Engine.command(simulator.baseUrl(), Engine.retries(2)));
        assertThat(careful.failure().getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(simulator.requests()).hasSize(1);

        simulator.reset();
        simulator.enqueue(Reply.reset(), GOOD);
        Told cached = engine.complete(
                Engine.command(simulator.baseUrl(), Engine.retries(2).withRepeatable()));
        assertThat(cached.answer.get(5, TimeUnit.SECONDS).text()).isEqualTo("Paris");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_call_that_is_cancelled_while_it_waits_ends_at_once_without_a_further_request() throws Exception {
        simulator.enqueue(error(503).header("Retry-After", "30"), GOOD);
        try (Engine real = new Engine()) {
            Told told = real.complete(Engine.command(simulator.baseUrl(), Engine.retries(2)));
            simulator.takeRequest(Duration.ofSeconds(1)).awaitFinished(Duration.ofSeconds(1));

            told.call.cancel("cancelled", "enough");

            assertThat(told.failure().getErrorType()).isIn("cancelled", null);
        }
        assertThat(simulator.requests()).hasSize(1);
    }
}
