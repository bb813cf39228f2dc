package io.github.camelopenrouter.internal.operation;

import java.util.function.Supplier;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.RunningCall;

/**
 * The call that runs now, of several that follow each other. What is wished of one counts for those that follow it, too. Thread-safe.
 */
final class CurrentRound implements RunningCall {
    // guarded by this
    private int begun;
    private RunningCall current;
    private String[] cancelled;
    private boolean draining;

    /** @param sending sends the next call, which may have ended, and another one begun, when this returns */
    void send(Supplier<RunningCall> sending) {
        int round;
        synchronized (this) {
            round = ++begun;
            current = null;
        }
        RunningCall call = sending.get();
        String[] wish;
        boolean drain;
        synchronized (this) {
            if (round != begun) {
                // it has ended, and the next has begun
                return;
            }
            current = call;
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

    @Override
    public void cancel(String type, String why) {
        RunningCall running;
        synchronized (this) {
            cancelled = new String[] {type, why};
            running = current;
        }
        if (running != null) {
            running.cancel(type, why);
        }
    }

    @Override
    public void drain() {
        RunningCall running;
        synchronized (this) {
            draining = true;
            running = current;
        }
        if (running != null) {
            running.drain();
        }
    }

    /** Why no further call is to begin; null where one may. */
    synchronized OpenRouterException wished() {
        String[] wish = draining && cancelled == null
                ? new String[] {"stopped", "the route was stopped, and the model was not asked again"}
                : cancelled;
        return wish == null
                ? null
                : new TransportException(
                        ErrorDetails.of("OpenRouter: " + wish[1], Outcome.PARTIAL)
                                .withErrorType(wish[0]),
                        null);
    }
}
