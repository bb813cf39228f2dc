package io.github.camelopenrouter.internal.call;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.http.HttpTransport;
import io.github.camelopenrouter.internal.http.TransportSettings;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;

/** The engine on a real socket, with threads that the test owns. */
public final class Engine implements AutoCloseable {
    public static final CallSettings NO_LIMITS = new CallSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            null,
            null,
            null,
            null,
            null,
            null,
            64 << 20,
            1 << 20,
            4096,
            0,
            Duration.ofHours(1),
            false);

    final ExecutorService worker = Executors.newFixedThreadPool(4);
    public final HttpTransport transport;
    final OpenRouterClient client;
    private final ScheduledExecutorService timer;

    public Engine() {
        this((SSLContext) null);
    }

    /** @param trust null for the JVM's */
    public Engine(SSLContext trust) {
        this.timer = Executors.newSingleThreadScheduledExecutor();
        transport = transport(trust);
        client = new OpenRouterClient(
                transport, new Clockwork(worker, worker, timer, Clock.systemUTC(), System::nanoTime, () -> 0.5));
    }

    /** With time that only the test moves. */
    public Engine(VirtualTime time) {
        this.timer = time;
        transport = transport(null);
        client = new OpenRouterClient(
                transport, new Clockwork(worker, worker, time, time.clock(), time::nanoTime, time::chance));
    }

    private static HttpTransport transport(SSLContext trust) {
        return new HttpTransport(new TransportSettings(10_000, null, trust, null, false, "camel-openrouter/test"));
    }

    static CallSettings retries(int most) {
        CallSettings no = NO_LIMITS;
        return new CallSettings(
                no.connectTimeout(),
                no.leaseTimeout(),
                null,
                null,
                null,
                null,
                null,
                null,
                no.maxResponseBytes(),
                no.maxSseLineBytes(),
                no.maxErrorBodyBytes(),
                most,
                no.maxRetryAfter(),
                false);
    }

    public static OpenRouterClient.Command command(String baseUrl, CallSettings settings) {
        return command(baseUrl, settings, settings.totalTimeout());
    }

    public static OpenRouterClient.Command command(String baseUrl, CallSettings settings, Duration deadline) {
        return new OpenRouterClient.Command(
                URI.create(baseUrl + "/chat/completions"),
                Map.of("Authorization", "Bearer sk-or-v1-test", "Accept", "application/json"),
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"model\":\"openai/gpt-4o-mini\"}"
                        .getBytes(StandardCharsets.UTF_8),
                settings,
                deadline);
    }

    Told complete(OpenRouterClient.Command command) {
        Told told = new Told();
        told.call = client.complete(command, told);
        return told;
    }

    /** Opens a stream and waits for its first content. */
    public ChatStream open(OpenRouterClient.Command command) {
        return stream(command, call -> {}).join();
    }

    CompletableFuture<ChatStream> stream(OpenRouterClient.Command command, Consumer<ChatCall> running) {
        CompletableFuture<ChatStream> opened = new CompletableFuture<>();
        running.accept(new Streams(client).chunks(command, new StreamOpening<>() {
            @Override
            public void opened(ReadChatStream stream, String generationId) {
                opened.complete(stream);
            }

            @Override
            public void failed(OpenRouterException failure) {
                opened.completeExceptionally(failure);
            }

            @Override
            public void ended() {
                // the stream itself tells how
            }
        }));
        return opened;
    }

    @Override
    public void close() {
        transport.close();
        timer.shutdownNow();
        worker.shutdownNow();
    }

    /** What one call told, and how often. */
    static final class Told implements CallListener {
        final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        final AtomicInteger ends = new AtomicInteger();
        volatile ChatCall call;

        @Override
        public void completed(ChatResponse response) {
            ends.incrementAndGet();
            answer.complete(response);
        }

        @Override
        public void failed(OpenRouterException failure) {
            ends.incrementAndGet();
            answer.completeExceptionally(failure);
        }

        String text() throws Exception {
            return answer.get(5, TimeUnit.SECONDS).text();
        }

        /** The failure that ended the call. */
        OpenRouterException failure() {
            try {
                ChatResponse response = answer.get(5, TimeUnit.SECONDS);
                throw new AssertionError("the call succeeded with " + response.text());
            } catch (java.util.concurrent.ExecutionException e) {
                return (OpenRouterException) e.getCause();
            } catch (Exception e) {
                throw new AssertionError("the call has not ended", e);
            }
        }
    }
}
