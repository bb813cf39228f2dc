package io.github.camelopenrouter.benchmarks.bare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * Splits a stream into lines as the bytes arrive, and takes the text out of each with Jackson's parser. The consumer
 * runs on the I/O thread: what it does not take up, the socket holds back.
 */
final class ChunkReader implements AsyncResponseConsumer<Void> {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final int DATA = "data: ".length();

    private final Consumer<String> chunks;
    private FutureCallback<Void> callback;
    private byte[] line = new byte[1024];
    private int length;

    ChunkReader(Consumer<String> chunks) {
        this.chunks = chunks;
    }

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails body, HttpContext context, FutureCallback<Void> callback)
            throws HttpException {
        if (response.getCode() != 200) {
            throw new HttpException("HTTP " + response.getCode());
        }
        this.callback = callback;
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {
        // nothing to learn from it
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            byte next = source.get();
            if (next == '\n') {
                endLine();
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = next;
            }
        }
    }

    private void endLine() throws IOException {
        if (length > DATA && line[DATA] == '{') {
            try (JsonParser parser = JSON.createParser(line, DATA, length - DATA)) {
                String text = text(parser);
                if (text != null && !text.isEmpty()) {
                    chunks.accept(text);
                }
            }
        }
        length = 0;
    }

    private static String text(JsonParser parser) throws IOException {
        String text = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME && parser.currentName().equals("content")) {
                text = parser.nextTextValue();
            }
        }
        return text;
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        callback.completed(null);
    }

    @Override
    public void failed(Exception cause) {
        // the request's callback hears of it
    }

    @Override
    public void releaseResources() {
        // nothing is held
    }
}
