package io.github.camelopenrouter.benchmarks.bare;

import java.io.IOException;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLContext;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AbstractAsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.ByteArrayBuffer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

import io.github.camelopenrouter.benchmarks.Completions;
import io.github.camelopenrouter.benchmarks.Ended;

/** Completions from HttpClient alone: collects the answer, reads text and usage out of it with Jackson's parser. */
public final class BareCompletions implements Completions {

    private final BareClient client;

    /** What is read out of an answer. */
    private record Completion(String text, int promptTokens, int completionTokens, String cost) {}

    public BareCompletions(String baseUrl) {
        client = new BareClient(baseUrl, false);
    }

    /**
     * @param prompt without anything that JSON has to escape
     */
    public BareCompletions(String baseUrl, String prompt) {
        client = new BareClient(baseUrl, false, prompt);
    }

    /**
     * @param trust of a server over TLS
     */
    public BareCompletions(String baseUrl, SSLContext trust) {
        client = new BareClient(baseUrl, trust);
    }

    @Override
    public String ask() throws Exception {
        return client.execute(new Consumer(), null).get().text;
    }

    @Override
    public void ask(Ended ended) {
        client.execute(new Consumer(), new EndedCallback<>(ended));
    }

    /** Asks, does not wait, and hands the text over on an I/O thread before the end is told there. */
    public void ask(java.util.function.Consumer<String> text, Ended ended) {
        client.execute(new Consumer(), new EndedCallback<Completion>(ended) {
            @Override
            public void completed(Completion completion) {
                text.accept(completion.text);
                super.completed(completion);
            }
        });
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private static final class Consumer extends AbstractAsyncResponseConsumer<Completion, Completion> {

        Consumer() {
            super(new Body());
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) {
            // nothing to learn from it
        }

        @Override
        protected Completion buildResult(HttpResponse response, Completion completion, ContentType type) {
            if (completion == null) {
                throw new IllegalStateException("HTTP " + response.getCode() + " without a body");
            }
            return completion;
        }
    }

    private static final class Body extends AbstractBinAsyncEntityConsumer<Completion> {

        private static final JsonFactory JSON = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        private final ByteArrayBuffer bytes = new ByteArrayBuffer(1024);

        @Override
        protected void streamStart(ContentType type) {
            // the type is known
        }

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer source, boolean end) {
            bytes.append(source);
        }

        @Override
        protected Completion generateContent() throws IOException {
            String text = null;
            int promptTokens = 0;
            int completionTokens = 0;
            String cost = null;
            try (JsonParser parser = JSON.createParser(bytes.array(), 0, bytes.length())) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token != JsonToken.FIELD_NAME) {
                        continue;
                    }
                    switch (parser.currentName()) {
                        case "content" -> text = parser.nextTextValue();
                        case "prompt_tokens" -> promptTokens = parser.nextIntValue(0);
                        case "completion_tokens" -> completionTokens = parser.nextIntValue(0);
                        case "cost" -> {
                            parser.nextToken();
                            cost = parser.getText();
                        }
                        default -> {
                            // not asked for
                        }
                    }
                }
            }
            return new Completion(text, promptTokens, completionTokens, cost);
        }

        @Override
        public void releaseResources() {
            // nothing is held
        }
    }
}
