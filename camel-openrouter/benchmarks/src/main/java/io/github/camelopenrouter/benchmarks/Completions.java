package io.github.camelopenrouter.benchmarks;

import java.io.Closeable;

/** A way to ask for completions: bare, or through a route. */
public interface Completions extends Closeable {

    /** Asks, and waits for the text. */
    String ask() throws Exception;

    /** Asks, and does not wait. */
    void ask(Ended ended);

    /** Called now and then while no call runs and nothing is measured: what calls have left behind may go. */
    default void rest() {
        // most leave nothing behind
    }
}
