package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.call.FakeTransport;
import io.github.camelopenrouter.internal.call.OfflineEngine;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A subscriber that cancels while elements are handed on. */
class CancelledSubscriptionTest {
    private static final int ROUNDS = 20_000;
    private static final String EVENT =
            "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";

    private final ExecutorService worker = Executors.newFixedThreadPool(2);
    private final OfflineEngine engine = new OfflineEngine(worker);

    @AfterEach
    void close() throws InterruptedException {
        engine.close();
        worker.shutdown();
        assertThat(worker.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_subscriber_that_throws_when_it_gets_its_subscription_ends_the_stream() {
        AtomicInteger heard = new AtomicInteger();
        ChatStream stream = engine.stream(FakeTransport.sse(EVENT.repeat(50)));

        assertThatThrownBy(() -> stream.publisher().subscribe(new Flow.Subscriber<ChatChunk>() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.request(1);
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void onNext(ChatChunk chunk) {
                        heard.incrementAndGet();
                    }

                    @Override
                    public void onError(Throwable failure) {
                        heard.incrementAndGet();
                    }

                    @Override
                    public void onComplete() {
                        heard.incrementAndGet();
                    }
                }))
                .hasMessage("broken");

        assertThat(stream).hasToString("ChatStream[closed]");
        assertThat(heard).hasValue(0);
    }

    @Test
    void a_subscriber_that_cancels_from_another_thread_hears_of_no_failure() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        for (int i = 0; i < ROUNDS; i++) {
            AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
            engine.stream(FakeTransport.sse(EVENT.repeat(50))).publisher().subscribe(new Flow.Subscriber<ChatChunk>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                    subscription.set(given);
                }

                @Override
                public void onNext(ChatChunk chunk) {
                    // taken
                }

                @Override
                public void onError(Throwable failure) {
                    failures.incrementAndGet();
                }

                @Override
                public void onComplete() {
                    // not reached: the stream is cut before
                }
            });
            subscription.get().request(10);
            subscription.get().cancel();
        }
        worker.shutdown();
        assertThat(worker.awaitTermination(5, TimeUnit.SECONDS)).isTrue();

        assertThat(failures).hasValue(0);
    }
}
