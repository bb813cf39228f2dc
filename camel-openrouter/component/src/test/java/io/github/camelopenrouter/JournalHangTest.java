package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A journal that does not answer at all holds no call beyond its deadline, no other journal, and no stop. */
class JournalHangTest extends JournalTestSupport {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final CountDownLatch hang = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void answer() {
        hang.countDown();
    }

    /** A journal that hangs in one of its methods until the test has ended, or the thread is interrupted. */
    private GenerationJournal hangingIn(String hanging) {
        return faulty(method -> {
            if (method.equals(hanging)) {
                asked.incrementAndGet();
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
        });
    }

    private String uri(String hanging, String options) {
        String name = "hanging" + NAMES.incrementAndGet();
        running.context.getRegistry().bind(name, hangingIn(hanging));
        return "openrouter:completion?unanswered=park&journal=#" + name + options;
    }

    private static OpenRouterException failure(Exchange exchange) {
        return failure(exchange, OpenRouterException.class);
    }

    private static CompletableFuture<Exchange> later(String uri, String key) {
        return CompletableFuture.supplyAsync(
                () -> running.send(uri, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, key)), OwnThread.EACH);
    }

    @Test
    void a_call_ends_at_its_deadline_while_its_row_is_asked_for() {
        OpenRouterException failure = failure(send(uri("begin", "&totalTimeout=300")));

        assertThat(failure.getErrorType()).isEqualTo("total_timeout");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.isRetryable()).isTrue();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_row_that_is_written_after_its_call_has_ended_is_taken_back() {
        send(uri("begin", "&totalTimeout=300"));

        hang.countDown();

        await().atMost(SOON).untilAsserted(() -> assertThat(asked).hasValue(1));
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.find(key)).isEmpty());
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void an_answer_that_is_not_stored_in_time_ends_its_exchange_with_its_text_and_is_stored_later() {
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));

        OpenRouterException failure = failure(send(uri("answered", "&totalTimeout=500")));

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.getPartialText()).isEqualTo("Paris");
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("in time").hasMessageNotContaining("Paris");
        assertThat(journal.find(key).orElseThrow().running()).isTrue();

        hang.countDown();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(journal.find(key).orElseThrow().state()).isEqualTo(State.ANSWERED));
    }

    @Test
    void a_failure_that_is_not_written_down_in_time_is_told_all_the_same() {
        simulator.replyWith(request -> Reply.json(503, "{\"error\":{\"message\":\"busy\",\"code\":503}}"));

        OpenRouterException failure = failure(send(uri("released", "&totalTimeout=500")));

        assertThat(failure.getStatusCode()).isEqualTo(503);
        hang.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.find(key)).isEmpty());
    }

    @Test
    void a_hundred_calls_keep_their_deadlines_while_all_threads_of_the_journal_hang() throws Exception {
        String uri = uri("begin", "&totalTimeout=500");
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            Exchange exchange = running.context.getEndpoint(uri).createExchange();
            exchange.getIn().setBody("hello");
            exchange.getIn().setHeader(OpenRouterConstants.JOURNAL_KEY, key + i);
            all.add(running.template.asyncSend(uri, exchange).whenComplete((done, why) -> ended.countDown()));
        }

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        for (CompletableFuture<Exchange> one : all) {
            assertThat(failure(one.join()).getErrorType()).isEqualTo("total_timeout");
        }
        assertThat(asked.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void another_journal_of_the_same_component_is_not_held_up() throws Exception {
        String uri = uri("begin", "&totalTimeout=20s");
        List<CompletableFuture<Exchange>> hanging = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            hanging.add(later(uri, key + i));
        }
        await().atMost(SOON).until(() -> asked.get() == 8);

        assertThat(send(PARK).getException()).isNull();

        hang.countDown();
        for (CompletableFuture<Exchange> one : hanging) {
            assertThat(one.get(10, TimeUnit.SECONDS).getException()).isNull();
        }
    }

    @Test
    void leases_are_renewed_while_what_is_owed_hangs() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        String uri = uri("answered", "&journalLease=300&totalTimeout=10s");
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        String other = key + "-other";
        CompletableFuture<Exchange> stored = later(uri + "", key);
        simulator.takeRequest(SOON);
        answer.countDown();
        await().atMost(SOON).until(() -> asked.get() == 1);
        CompletableFuture<Exchange> second = later(uri, other);
        await().atMost(SOON).until(() -> asked.get() == 2);

        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> journal.find(key).orElseThrow().running()
                        && journal.find(other).orElseThrow().running());

        hang.countDown();
        assertThat(stored.get(10, TimeUnit.SECONDS).getException()).isNull();
        assertThat(second.get(10, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void a_renewal_that_hangs_holds_up_no_call() {
        String uri = uri("renew", "&journalLease=150&totalTimeout=10s");
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).delay(Duration.ofMillis(400)));

        assertThat(send(uri).getException()).isNull();
        assertThat(asked).hasValue(1);
        assertThat(running.send(uri, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, key + "2"))
                        .getException())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "answered", "leave", "renew", "answering"})
    void a_stop_waits_for_a_while_and_ends_every_call(String hanging) throws Exception {
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));
        Other other = new Other();
        other.context.getShutdownStrategy().setTimeout(1);
        other.context.getRegistry().bind("hanging", hangingIn(hanging));
        String uri = "openrouter:completion?unanswered=park&journalLease=300&totalTimeout=1m&journal=#hanging";
        AsyncProducer producer = other.context.getEndpoint(uri).createAsyncProducer();
        producer.start();
        Exchange sent = producer.getEndpoint().createExchange();
        sent.getIn().setBody("hello");
        sent.getIn().setHeader(OpenRouterConstants.JOURNAL_KEY, key);
        CompletableFuture<Exchange> call = new CompletableFuture<>();
        producer.process(sent, done -> call.complete(sent));
        await().atMost(SOON).until(() -> asked.get() > 0 || call.isDone());

        long start = System.nanoTime();
        other.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        Exchange exchange = call.get(5, TimeUnit.SECONDS);
        if (hanging.equals("answered")) {
            assertThat(failure(exchange).getPartialText()).isEqualTo("Paris");
        } else if (hanging.equals("begin")) {
            assertThat(failure(exchange).getErrorType()).isEqualTo("stopped");
        } else {
            assertThat(exchange.getException()).isNull();
        }
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().contains("OpenRouterJournal")
                                && thread.getName().contains(other.context.getName())));
    }
}
