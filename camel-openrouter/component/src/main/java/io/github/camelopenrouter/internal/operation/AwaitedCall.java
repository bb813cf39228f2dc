package io.github.camelopenrouter.internal.operation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.Faults;
import io.github.camelopenrouter.internal.call.RunningCall;

/**
 * A call for which something has to be fetched first. No thread waits for that. Until it is there nothing has been sent, and the call
 * can be ended; from then on it is the call that was begun with it.
 *
 * @param <T> what is fetched
 */
final class AwaitedCall<T> implements RunningCall {
    private final CompletableFuture<T> fetched;
    private final Function<T, RunningCall> then;
    private final Consumer<OpenRouterException> failed;

    // guarded by this
    private RunningCall begun;
    private String[] cancelled;
    private boolean draining;

    private AwaitedCall(
            CompletableFuture<T> fetched, Function<T, RunningCall> then, Consumer<OpenRouterException> failed) {
        this.fetched = fetched;
        this.then = then;
        this.failed = failed;
    }

    /**
     * Begins, or goes on at once where it is there already.
     *
     * @param fetched how it fails is how the call fails
     * @param then begins the call; what it throws was not sent
     * @param failed hears once where the call was not begun
     * @param threads where the call is begun
     * @throws RuntimeException what {@code then} throws, where it is called at once
     */
    static <T> RunningCall start(
            CompletableFuture<T> fetched,
            Function<T, RunningCall> then,
            Consumer<OpenRouterException> failed,
            Executor threads) {
        if (fetched.isDone() && !fetched.isCompletedExceptionally()) {
            return then.apply(fetched.join());
        }
        AwaitedCall<T> call = new AwaitedCall<>(fetched, then, failed);
        fetched.whenComplete((value, failure) -> threads.execute(() -> call.goOn(value, failure)));
        return call;
    }

    private void goOn(T value, Throwable failure) {
        try {
            OpenRouterException ended = ended();
            if (ended != null) {
                throw ended;
            }
            if (failure != null) {
                throw CallBinding.notSent(failure instanceof CompletionException ? failure.getCause() : failure);
            }
            started(then.apply(value));
        } catch (Throwable e) {
            // an error, too, is this call's own: one that escaped would leave it without an end
            failed.accept(Faults.of(e, false));
        }
    }

    private void started(RunningCall call) {
        String[] wish;
        boolean drain;
        synchronized (this) {
            begun = call;
            wish = cancelled;
            drain = draining;
        }
        if (drain) {
            call.drain();
        }
        if (wish != null) {
            call.cancel(wish[0], wish[1]);
        }
    }

    /** Why it is not to begin any more; null where it may. */
    private synchronized OpenRouterException ended() {
        String[] wish =
                cancelled != null ? cancelled : draining ? new String[] {"stopped", "the route was stopped"} : null;
        return wish == null
                ? null
                : new TransportException(
                        ErrorDetails.notSent("OpenRouter: " + wish[1] + ", nothing was sent", wish[0]), null);
    }

    @Override
    public void cancel(String type, String why) {
        RunningCall running;
        synchronized (this) {
            cancelled = new String[] {type, why};
            running = begun;
        }
        if (running != null) {
            running.cancel(type, why);
        } else {
            fetched.cancel(false);
        }
    }

    @Override
    public void drain() {
        RunningCall running;
        synchronized (this) {
            draining = true;
            running = begun;
        }
        if (running != null) {
            running.drain();
        } else {
            fetched.cancel(false);
        }
    }
}
