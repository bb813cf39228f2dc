package io.github.camelopenrouter.benchmarks.bare;

import java.io.IOException;
import java.util.function.Consumer;

import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.Streams;

/** Streams from HttpClient alone; the text of each chunk goes to a consumer, on the I/O thread. */
public final class BareStreams implements Streams {

    private final BareClient client;
    private final Consumer<String> chunks;

    public BareStreams(String baseUrl, Consumer<String> chunks) {
        client = new BareClient(baseUrl, true);
        this.chunks = chunks;
    }

    @Override
    public void open(Ended ended) {
        client.execute(new ChunkReader(chunks), new EndedCallback<>(ended));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
