package io.github.camelopenrouter.benchmarks;

import java.io.Closeable;

/** A way to ask for streams: bare, or through a route. Where the chunks go was settled when it was made. */
public interface Streams extends Closeable {

    /** Opens one more stream; does not wait for it. */
    void open(Ended ended);
}
