package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How often, and for how long, a generation is asked for; time passes at once. */
class GenerationLookupTest {
    private final VirtualTime time = new VirtualTime();
    private final List<Duration> given = new ArrayList<>();
    private Duration maxRetryAfter = Duration.ofMinutes(5);

    @AfterEach
    void stop() {
        time.shutdownNow();
    }

    private GenerationLookup lookup(Duration patience, List<Supplier<CompletableFuture<JsonNode>>> answers) {
        Clockwork parts = new Clockwork(Runnable::run, Runnable::run, time, time.clock(), time::nanoTime, time::chance);
        GenerationLookup lookup = new GenerationLookup(
                left -> {
                    given.add(left);
                    return answers.get(Math.min(given.size(), answers.size()) - 1)
                            .get();
                },
                parts,
                "gen-1",
                patience,
                maxRetryAfter);
        lookup.start();
        return lookup;
    }

    private static Supplier<CompletableFuture<JsonNode>> json(String text) {
        return () -> {
            try {
                return CompletableFuture.completedFuture(Json.MAPPER.readTree(text));
            } catch (java.io.IOException e) {
                throw new IllegalArgumentException(e);
            }
        };
    }

    private static Supplier<CompletableFuture<JsonNode>> known() {
        return json("{\"data\":{\"id\":\"gen-1\"}}");
    }

    private static Supplier<CompletableFuture<JsonNode>> refused(int status, Duration retryAfter) {
        ErrorDetails details = ErrorDetails.of("no", Outcome.REJECTED)
                .withErrorType(status == 404 ? "not_found" : "refused")
                .withAnswer(status, null, Map.of())
                .withRetryAfter(retryAfter)
                .withRetry(status == 404 || status == 401 ? Retry.NEVER : Retry.YES);
        return () -> CompletableFuture.failedFuture(new InvalidRequestException(details, null));
    }

    private static OpenRouterException failure(GenerationLookup lookup) {
        try {
            throw new AssertionError("answered with " + lookup.result().get(5, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (OpenRouterException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError("not answered", e);
        }
    }

    private static Generation generation(GenerationLookup lookup) throws Exception {
        return lookup.result().get(5, TimeUnit.SECONDS);
    }

    @Test
    void each_question_gets_what_is_left_of_the_time() throws Exception {
        generation(lookup(Duration.ofSeconds(2), List.of(refused(404, null), refused(404, null), known())));

        assertThat(given).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(1_750), Duration.ofMillis(1_250));
    }

    @Test
    void a_question_that_runs_out_of_time_is_the_last() {
        Supplier<CompletableFuture<JsonNode>> silent = () -> {
            // as long as the question was given
            time.schedule(() -> {}, given.get(given.size() - 1).toMillis(), TimeUnit.MILLISECONDS);
            return CompletableFuture.failedFuture(new TransportException(
                    ErrorDetails.of("not finished", Outcome.UNKNOWN)
                            .withErrorType("total_timeout")
                            .withRetry(Retry.YES),
                    null));
        };

        OpenRouterException failure = failure(lookup(Duration.ofSeconds(2), List.of(refused(503, null), silent)));

        assertThat(failure.getErrorType()).isEqualTo("total_timeout");
        assertThat(failure).hasMessageContaining("2 s (totalTimeout)");
        assertThat(given).hasSize(2);
    }

    @Test
    void a_generation_that_stays_unknown_is_told_when_the_time_is_over() {
        OpenRouterException failure = failure(lookup(Duration.ofSeconds(60), List.of(refused(404, null))));

        assertThat(failure.getErrorType()).isEqualTo("not_found");
        assertThat(time.delays().stream().mapToLong(Duration::toMillis).sum()).isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void a_failure_that_may_pass_is_asked_again(int status) throws Exception {
        assertThat(generation(lookup(Duration.ofSeconds(60), List.of(refused(status, null), known())))
                        .id())
                .isEqualTo("gen-1");
    }

    @Test
    void a_pause_is_as_long_as_the_service_asks_for() throws Exception {
        generation(lookup(
                Duration.ofSeconds(60), List.of(refused(429, Duration.ofSeconds(7)), refused(404, null), known())));

        assertThat(time.delays()).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(500));
    }

    @Test
    void a_pause_beyond_the_deadline_ends_the_search_with_the_refusal() {
        OpenRouterException failure =
                failure(lookup(Duration.ofSeconds(60), List.of(refused(429, Duration.ofSeconds(60)), known())));

        assertThat(failure.getStatusCode()).isEqualTo(429);
        assertThat(failure.getRetryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(given).hasSize(1);
    }

    @Test
    void a_pause_beyond_any_number_ends_the_search_with_the_refusal() {
        OpenRouterException failure =
                failure(lookup(null, List.of(refused(429, Duration.ofSeconds(Long.MAX_VALUE)), known())));

        assertThat(failure.getStatusCode()).isEqualTo(429);
    }

    @Test
    void a_pause_longer_than_maxRetryAfter_ends_the_search_with_the_refusal() {
        maxRetryAfter = Duration.ofSeconds(5);

        OpenRouterException failure = failure(lookup(null, List.of(refused(503, Duration.ofSeconds(6)), known())));

        assertThat(failure.getStatusCode()).isEqualTo(503);
    }

    @Test
    void a_refusal_that_will_not_pass_is_the_end() {
        assertThat(failure(lookup(null, List.of(refused(401, null), known()))).getStatusCode())
                .isEqualTo(401);
        assertThat(given).hasSize(1);
    }

    static Stream<Supplier<CompletableFuture<JsonNode>>> broken() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> null,
                () -> CompletableFuture.failedFuture(new CompletionException(new OutOfMemoryError("none"))),
                json("{\"data\":7}"),
                json("[]"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatever_is_thrown_ends_the_search(Supplier<CompletableFuture<JsonNode>> first) {
        assertThat(failure(lookup(Duration.ofSeconds(1), List.of(first)))).isInstanceOf(TransportException.class);
    }

    @Test
    void a_timer_that_has_ended_ends_the_search() {
        time.shutdownNow();

        assertThat(failure(lookup(Duration.ofSeconds(60), List.of(refused(404, null), known())))
                        .getErrorType())
                .isEqualTo("stopped");
    }

    @Test
    void a_search_that_waits_ends_when_it_is_cancelled() {
        CompletableFuture<JsonNode> never = new CompletableFuture<>();
        GenerationLookup lookup = lookup(Duration.ofSeconds(60), List.of(() -> never));

        lookup.cancel("stopped", "the component was stopped");
        lookup.cancel("other", "again");

        assertThat(failure(lookup).getErrorType()).isEqualTo("stopped");
        assertThatThrownBy(never::join).isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    @Test
    void an_answer_after_the_end_changes_nothing() {
        CompletableFuture<JsonNode> late = new CompletableFuture<>();
        GenerationLookup lookup = lookup(Duration.ofSeconds(60), List.of(() -> late));
        lookup.drain();

        late.completeExceptionally(new RejectedExecutionException());

        assertThat(failure(lookup).getErrorType()).isEqualTo("stopping");
    }
}
