package io.github.camelopenrouter.internal.mcp;

/** Somebody who waits for an answer of a server, and may stop doing so. Thread-safe. */
final class Waiting {
    private Runnable stop;
    private boolean over;

    /** What ends the request that is under way now; runs at once where nobody waits any more. */
    void by(Runnable stopping) {
        synchronized (this) {
            if (!over) {
                stop = stopping;
                return;
            }
        }
        stopping.run();
    }

    /** The request that is under way is given up, and any further one as soon as it begins. Idempotent. */
    void stop() {
        Runnable stopping;
        synchronized (this) {
            over = true;
            stopping = stop;
            stop = null;
        }
        if (stopping != null) {
            stopping.run();
        }
    }
}
