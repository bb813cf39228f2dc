package io.github.camelopenrouter.internal.call;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.stream.AnswerInputStream;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.StreamFeed;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The engine over a {@link FakeTransport}, on the caller's thread: when a call returns, everything has happened. */
public final class OfflineEngine implements AutoCloseable {
    static final CallSettings SETTINGS = new CallSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            1 << 20,
            1 << 20,
            64 * 1024,
            0,
            Duration.ofSeconds(1),
            false);
    private static final Command COMMAND = new Command(
            URI.create("http://localhost/chat/completions"), Map.of(), new byte[] {'{', '}'}, SETTINGS, null);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Clockwork parts;

    public OfflineEngine() {
        this(Runnable::run);
    }

    public OfflineEngine(Executor worker) {
        timer.setRemoveOnCancelPolicy(true);
        parts = new Clockwork(worker, worker, timer, Clock.systemUTC(), System::nanoTime, () -> 0.5);
    }

    /** How a completion ended: exactly one of both is set. */
    public record Ended(ChatResponse response, OpenRouterException failure) {}

    public Ended complete(Transport transport) {
        List<Ended> ends = new ArrayList<>();
        new OpenRouterClient(transport, parts).complete(COMMAND, new CallListener() {
            @Override
            public void completed(ChatResponse response) {
                ends.add(new Ended(response, null));
            }

            @Override
            public void failed(OpenRouterException failure) {
                ends.add(new Ended(null, failure));
            }
        });
        assertThat(ends).hasSize(1);
        return ends.get(0);
    }

    /** Opens a stream; throws where it failed before any content. */
    public ChatStream stream(Transport transport) {
        return OfflineEngine.<ReadChatStream>begin(
                opening -> new Streams(new OpenRouterClient(transport, parts)).chunks(COMMAND, opening));
    }

    /** Opens a stream that is read as a feed says; throws where it failed before any content. */
    public <S extends Closeable> S open(Transport transport, Function<StreamOpening<S>, StreamFeed<?, S>> feed) {
        return OfflineEngine.<S>begin(
                opening -> new Streams(new OpenRouterClient(transport, parts)).start(COMMAND, feed.apply(opening)));
    }

    private static <S extends Closeable> S begin(Consumer<StreamOpening<S>> start) {
        CompletableFuture<S> beginning = new CompletableFuture<>();
        start.accept(new StreamOpening<>() {
            @Override
            public void opened(S stream, String generationId) {
                assertThat(beginning.complete(stream)).isTrue();
            }

            @Override
            public void failed(OpenRouterException failure) {
                assertThat(beginning.completeExceptionally(failure)).isTrue();
            }

            @Override
            public void ended() {
                // told by the stream itself
            }
        });
        try {
            return beginning.orTimeout(5, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OpenRouterException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Looks something up; throws where that failed. */
    JsonNode get(Transport transport) {
        CompletableFuture<JsonNode> answer = new OpenRouterClient(transport, parts)
                .get(URI.create("http://localhost/generation"), Map.of(), SETTINGS);
        assertThat(answer).isDone();
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OpenRouterException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Reads the text of a stream as UTF-8 to its end. */
    String text(Transport transport) {
        CompletableFuture<AnswerInputStream> beginning = new CompletableFuture<>();
        new Streams(new OpenRouterClient(transport, parts)).text(COMMAND, new StreamOpening<>() {
            @Override
            public void opened(AnswerInputStream stream, String generationId) {
                assertThat(beginning.complete(stream)).isTrue();
            }

            @Override
            public void failed(OpenRouterException failure) {
                assertThat(beginning.completeExceptionally(failure)).isTrue();
            }

            @Override
            public void ended() {
                // told by the stream itself
            }
        });
        try (AnswerInputStream text = beginning.orTimeout(5, TimeUnit.SECONDS).join()) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (CompletionException e) {
            if (e.getCause() instanceof OpenRouterException failure) {
                throw failure;
            }
            throw e;
        } catch (IOException e) {
            if (e.getCause() instanceof OpenRouterException failure) {
                throw failure;
            }
            throw new AssertionError("not a typed failure", e);
        }
    }

    /** Reads a stream to its end and returns the assembled answer. */
    ChatResponse read(Transport transport) {
        ChatStream stream = stream(transport);
        ChatChunk last = null;
        while (stream.hasNext()) {
            last = stream.next();
        }
        return last.response();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
