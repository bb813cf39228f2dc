package io.github.camelopenrouter.examples.quarkus;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.camelopenrouter.model.ChatChunk;

/** The chunks of a stream for one subscriber, and word of when that subscriber is through with them. */
final class ReadChunks implements Flow.Publisher<ChatChunk> {
    private final Flow.Publisher<ChatChunk> chunks;
    private final Consumer<Throwable> over;

    /**
     * @param over called once, behind the last signal: with the failure, or with null where the stream was read to its end or left
     */
    ReadChunks(Flow.Publisher<ChatChunk> chunks, Consumer<Throwable> over) {
        this.chunks = chunks;
        this.over = over;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ChatChunk> reader) {
        chunks.subscribe(new Reading(reader, over));
    }

    private static final class Reading implements Flow.Subscriber<ChatChunk> {
        private final Flow.Subscriber<? super ChatChunk> reader;
        private final Consumer<Throwable> over;
        private final AtomicBoolean ended = new AtomicBoolean();

        Reading(Flow.Subscriber<? super ChatChunk> reader, Consumer<Throwable> over) {
            this.reader = reader;
            this.over = over;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            reader.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    given.request(count);
                }

                @Override
                public void cancel() {
                    given.cancel();
                    end(null);
                }
            });
        }

        @Override
        public void onNext(ChatChunk chunk) {
            reader.onNext(chunk);
        }

        @Override
        public void onError(Throwable failure) {
            reader.onError(failure);
            end(failure);
        }

        @Override
        public void onComplete() {
            reader.onComplete();
            end(null);
        }

        private void end(Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                over.accept(failure);
            }
        }
    }
}
