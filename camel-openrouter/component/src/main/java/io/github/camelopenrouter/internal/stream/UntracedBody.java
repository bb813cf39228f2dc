package io.github.camelopenrouter.internal.stream;

import java.io.IOException;
import java.io.Writer;

/**
 * A body that is there once and that Camel's tracers, debugger and log component leave alone. They convert every body to text, which
 * would read a stream to its end before the route sees it; they pass over streams, and know one by its class alone
 * ({@code MessageHelper.extractValueForLogging}). A {@code Writer} is one of those classes, and Camel neither caches it nor converts it
 * to anything. Where tracing of streams is switched on, they read it all the same.
 */
abstract class UntracedBody extends Writer {
    /** There is nothing to write. */
    @Override
    public final void write(char[] text, int start, int length) throws IOException {
        throw new IOException("A streamed answer is only read");
    }

    @Override
    public final void flush() {
        // nothing was written
    }

    @Override
    public abstract void close();
}
