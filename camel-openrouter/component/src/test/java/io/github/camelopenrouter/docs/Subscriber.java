package io.github.camelopenrouter.docs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Joins what a publisher says; stands for a reactive library. */
final class Subscriber<T> implements Flow.Subscriber<T> {
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private Flow.Subscription subscription;

    static <T> String read(Flow.Publisher<T> publisher) throws Exception {
        Subscriber<T> subscriber = new Subscriber<>();
        publisher.subscribe(subscriber);
        return subscriber.done.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(T item) {
        text.append(item);
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(text.toString());
    }
}
