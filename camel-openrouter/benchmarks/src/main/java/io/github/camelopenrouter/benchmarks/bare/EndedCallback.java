package io.github.camelopenrouter.benchmarks.bare;

import java.util.concurrent.CancellationException;

import org.apache.hc.core5.concurrent.FutureCallback;

import io.github.camelopenrouter.benchmarks.Ended;

/** Passes HttpClient's three ways to end on. */
class EndedCallback<T> implements FutureCallback<T> {
    private final Ended ended;

    EndedCallback(Ended ended) {
        this.ended = ended;
    }

    @Override
    public void completed(T result) {
        ended.ended(null);
    }

    @Override
    public void failed(Exception failure) {
        ended.ended(failure);
    }

    @Override
    public void cancelled() {
        ended.ended(new CancellationException());
    }
}
