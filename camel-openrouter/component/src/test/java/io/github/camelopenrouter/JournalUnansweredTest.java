package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.UnansweredGenerationException;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Claim;
import io.github.camelopenrouter.store.GenerationJournal.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that were sent and never answered, those that are still being answered, and a journal that fails. */
class JournalUnansweredTest extends JournalTestSupport {

    @Test
    void a_parked_message_is_not_sent_again_and_says_under_which_id_it_may_have_been_billed() throws Exception {
        leftBehind(PARK, "gen-lost");

        UnansweredGenerationException failure = failure(send(PARK), UnansweredGenerationException.class);

        assertThat(failure.getGenerationId()).isEqualTo("gen-lost");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.getErrorType()).isEqualTo("unanswered");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure).hasMessageContaining("gen-lost").hasMessageContaining("parked");
        assertThat(journal.find(key).orElseThrow().state()).isEqualTo(State.PARKED);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void what_is_parked_stays_parked_until_somebody_forgets_it() throws Exception {
        leftBehind(PARK, "gen-lost");
        send(PARK);

        assertThat(failure(send(PARK), UnansweredGenerationException.class).getGenerationId())
                .isEqualTo("gen-lost");
        assertThat(failure(send(REGENERATE), UnansweredGenerationException.class))
                .isNotNull();
        assertThat(simulator.requests()).isEmpty();

        journal.forget(key);
        assertThat(send(PARK).getException()).isNull();
    }

    @Test
    void a_request_that_was_lost_is_sent_again_with_the_same_bytes_and_the_cache_makes_it_free() throws Exception {
        send(REGENERATE);
        RecordedRequest lost = simulator.takeRequest(SOON);
        BigDecimal billed = simulator.billed();
        journal.forget(key);
        Claim gone = new Claim(key, sha256(lost.body()), "gone", "token-" + key);
        journal.begin(gone, Duration.ofMinutes(1));
        journal.unanswered(gone, "gen-lost");

        Exchange again = send(REGENERATE);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(OpenRouterConstants.CACHE_STATUS))
                .isEqualTo("HIT");
        assertThat(again.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isZero();
        assertThat(simulator.billed()).isEqualByComparingTo(billed);
        RecordedRequest repeated = simulator.requests().get(1);
        assertThat(repeated.body()).isEqualTo(lost.body());
        assertThat(journal.find(key).orElseThrow().attempts()).isEqualTo(2);
    }

    @Test
    void who_sends_again_asks_for_the_response_cache_from_the_start() throws Exception {
        send(REGENERATE);

        assertThat(simulator.takeRequest(SOON).header("X-OpenRouter-Cache")).isEqualTo("true");
    }

    @Test
    void the_route_may_do_without_the_response_cache() throws Exception {
        send(REGENERATE + "&responseCache=false");

        assertThat(simulator.takeRequest(SOON).header("X-OpenRouter-Cache")).isNotEqualTo("true");
    }

    @Test
    void who_parks_does_not_ask_for_the_response_cache() throws Exception {
        send(PARK);

        assertThat(simulator.takeRequest(SOON).header("X-OpenRouter-Cache")).isNull();
    }

    @Test
    void who_parks_sends_nothing_twice_even_where_the_response_cache_would_allow_it() {
        simulator.enqueue(Reply.reset());

        Exchange exchange = send(PARK + "&responseCache=true&maxRetries=3");

        assertThat(failure(exchange, OpenRouterException.class).getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(simulator.requests()).hasSize(1);
        assertThat(failure(send(PARK + "&responseCache=true&maxRetries=3"), UnansweredGenerationException.class))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {PARK, REGENERATE})
    void a_request_that_broke_off_is_unanswered_at_once(String uri) {
        simulator.enqueue(Reply.reset());

        assertThat(send(uri).getException()).isInstanceOf(OpenRouterException.class);

        assertThat(journal.find(key)).hasValueSatisfying(entry -> {
            assertThat(entry.state()).isEqualTo(State.SENT);
            assertThat(entry.running()).isFalse();
        });
        Exchange again = send(uri);
        assertThat(again.getException() == null).isEqualTo(uri.equals(REGENERATE));
    }

    @Test
    void the_generation_id_is_written_down_as_soon_as_it_came() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.bytes(200, "application/json", " ".getBytes())
                .header("X-Generation-Id", "gen-early")
                .awaiting(rest)
                .then(RunningContext.ANSWER.getBytes()));
        CompletableFuture<Exchange> call = CompletableFuture.supplyAsync(() -> send(PARK), OwnThread.EACH);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(journal.find(key))
                        .hasValueSatisfying(
                                entry -> assertThat(entry.generationId()).isEqualTo("gen-early")));

        rest.countDown();
        assertThat(call.get(5, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void another_process_waits_for_the_answer_and_gets_it_from_the_journal() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        try (Other other = new Other()) {
            CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> send(PARK), OwnThread.EACH);
            simulator.takeRequest(SOON);
            CompletableFuture<Exchange> second =
                    CompletableFuture.supplyAsync(() -> other.send(PARK, key), OwnThread.EACH);

            answer.countDown();

            assertThat(first.get(5, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Paris");
            Exchange replayed = second.get(5, TimeUnit.SECONDS);
            assertThat(replayed.getMessage().getBody()).isEqualTo("Paris");
            assertThat(replayed.getMessage().getHeader(OpenRouterConstants.REPLAYED))
                    .isEqualTo(true);
        }
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_lease_lasts_for_as_long_as_its_owner_lives() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        String uri = REGENERATE + "&journalLease=600";
        try (Other other = new Other()) {
            CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> send(uri), OwnThread.EACH);
            simulator.takeRequest(SOON);
            Instant begun = Instant.now();
            CompletableFuture<Exchange> second =
                    CompletableFuture.supplyAsync(() -> other.send(uri, key), OwnThread.EACH);

            await().atMost(SOON)
                    .until(() -> Duration.between(begun, Instant.now()).toMillis() > 1_800);
            assertThat(simulator.requests()).hasSize(1);

            answer.countDown();
            assertThat(first.get(5, TimeUnit.SECONDS).getException()).isNull();
            assertThat(second.get(5, TimeUnit.SECONDS).getMessage().getHeader(OpenRouterConstants.REPLAYED))
                    .isEqualTo(true);
        }
    }

    @Test
    void the_lease_of_a_dead_process_ends_and_a_waiting_one_goes_on() throws Exception {
        leftBehind(REGENERATE, "gen-lost");
        journal.takeOver(new Claim(key, "", "dead", "token2-" + key), "token-" + key, Duration.ofMillis(400));

        Exchange exchange = send(REGENERATE);

        assertThat(exchange.getException()).isNull();
        assertThat(simulator.requests()).hasSize(1);
        assertThat(journal.find(key).orElseThrow().attempts()).isEqualTo(3);
    }

    @Test
    void who_waits_in_vain_fails_at_its_deadline_and_may_try_again() throws Exception {
        othersRun(PARK);

        NotAdmittedException failure = failure(send(PARK + "&totalTimeout=300"), NotAdmittedException.class);

        assertThat(failure.getErrorType()).isEqualTo("in_progress");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_context_that_stops_leaves_its_calls_to_others_at_once() throws Exception {
        simulator.replyWith(request -> Reply.hang());
        Other other = new Other();
        other.context.getShutdownStrategy().setTimeout(1);
        CompletableFuture<Exchange> call = CompletableFuture.supplyAsync(() -> other.send(PARK, key), OwnThread.EACH);
        simulator.takeRequest(SOON);
        assertThat(journal.find(key).orElseThrow().running()).isTrue();

        other.close();

        assertThat(journal.find(key)).hasValueSatisfying(entry -> {
            assertThat(entry.state()).isEqualTo(State.SENT);
            assertThat(entry.running()).isFalse();
        });
        assertThat(call.get(5, TimeUnit.SECONDS).getException()).isNotNull();
    }

    // ---- a journal that fails

    private static String bound(String name, GenerationJournal faulty) {
        running.context.getRegistry().bind(name, faulty);
        return "openrouter:completion?unanswered=park&journalLease=300&journal=#" + name;
    }

    @Test
    void a_journal_that_cannot_be_asked_lets_nothing_be_sent() {
        String uri = bound("unreachable", faulty(method -> {
            throw new IllegalStateException("the journal is out of reach");
        }));

        NotAdmittedException failure = failure(send(uri), NotAdmittedException.class);

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure).hasMessageContaining("out of reach");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_row_that_was_written_although_the_journal_failed_is_removed_later() {
        AtomicBoolean fails = new AtomicBoolean(true);
        GenerationJournal lossy = faulty(
                method -> {
                    if (method.equals("released") && fails.getAndSet(false)) {
                        throw new IllegalStateException("the connection is gone");
                    }
                },
                method -> {
                    if (method.equals("begin")) {
                        throw new IllegalStateException("the connection broke after the commit");
                    }
                });

        failure(send(bound("lossy", lossy)), NotAdmittedException.class);

        await().atMost(SOON).untilAsserted(() -> assertThat(journal.find(key)).isEmpty());
    }

    @Test
    void an_answer_that_cannot_be_written_down_at_first_is_tried_again() {
        AtomicInteger tries = new AtomicInteger();
        String uri = bound("shaky", faulty(method -> {
            if (method.equals("answered") && tries.incrementAndGet() < 3) {
                throw new IllegalStateException("the connection is gone");
            }
        }));

        assertThat(send(uri).getException()).isNull();

        assertThat(journal.find(key).orElseThrow().state()).isEqualTo(State.ANSWERED);
    }

    @Test
    void an_answer_that_cannot_be_written_down_fails_the_exchange_and_is_not_lost() {
        AtomicBoolean down = new AtomicBoolean(true);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));
        String uri = bound("down", faulty(method -> {
            if (method.equals("answered") && down.get()) {
                throw new IllegalStateException("the journal's disk is full");
            }
        }));

        OpenRouterException failure = failure(send(uri), OpenRouterException.class);

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(failure.getPartialText()).isEqualTo("Paris");
        assertThat(failure).hasMessageContaining("disk is full").hasMessageNotContaining("Paris");

        down.set(false);
        Exchange again = send(uri);
        assertThat(again.getMessage().getBody()).isEqualTo("Paris");
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_component_that_stops_stores_the_answers_that_it_still_has() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        GenerationJournal slow = faulty(method -> {
            if (method.equals("answered") && down.get()) {
                throw new IllegalStateException("the connection is gone");
            }
            if (method.equals("leave")) {
                assertThat(journal.find(key).orElseThrow().state()).isEqualTo(State.ANSWERED);
            }
        });
        try (Other other = new Other()) {
            other.context.getRegistry().bind("slow", slow);
            Exchange exchange = other.send("openrouter:completion?unanswered=park&journal=#slow", key);
            assertThat(failure(exchange, OpenRouterException.class).getErrorType())
                    .isEqualTo("journal");
            assertThat(journal.find(key).orElseThrow().running()).isTrue();
            down.set(false);
        }

        assertThat(journal.find(key).orElseThrow().state()).isEqualTo(State.ANSWERED);
    }

    @Test
    void the_deadline_of_a_message_ends_its_wait() throws Exception {
        othersRun(PARK);

        Exchange exchange = running.send(
                PARK,
                "hello",
                Map.of(
                        OpenRouterConstants.JOURNAL_KEY,
                        key,
                        OpenRouterConstants.DEADLINE,
                        Instant.now().plusMillis(300)));

        assertThat(failure(exchange, NotAdmittedException.class).getErrorType()).isEqualTo("in_progress");
    }

    @Test
    void a_component_that_stops_does_not_wait_for_others() throws Exception {
        othersRun(PARK);
        AsyncProducer producer = running.context.getEndpoint(PARK).createAsyncProducer();
        producer.start();
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody("hello");
        exchange.getIn().setHeader(OpenRouterConstants.JOURNAL_KEY, key);
        CompletableFuture<Exchange> ended = new CompletableFuture<>();
        producer.process(exchange, done -> ended.complete(exchange));

        running.context.getComponent("openrouter").stop();

        OpenRouterException failure = failure(ended.get(5, TimeUnit.SECONDS), OpenRouterException.class);
        running.context.getComponent("openrouter").start();
        producer.stop();
        assertThat(failure.getErrorType()).isEqualTo("stopped");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(simulator.requests()).isEmpty();
    }

    /** Another process has sent the request of this key and lives. */
    private void othersRun(String uri) throws InterruptedException {
        leftBehind(uri, "gen-lost");
        journal.takeOver(new Claim(key, "", "other", "token2-" + key), "token-" + key, Duration.ofMinutes(1));
    }
}
