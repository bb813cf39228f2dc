package io.github.camelopenrouter.internal.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.Wire;
import io.github.camelopenrouter.internal.call.Engine;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a server may write that nobody reads, and how such a stream is left. */
class BackPressureTest {
    private static final int CHUNK = 10_000;
    private static final int TOTAL = 50_000_000;

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final Engine engine = new Engine();

    @AfterEach
    void close() {
        engine.close();
        simulator.close();
    }

    /** Events of many sizes: what of them fits into one read decides how their bytes are given back. */
    @ParameterizedTest
    @ValueSource(ints = {3, 1_000, 10_000, 100_000})
    void an_unread_stream_stops_the_server_after_a_few_megabytes_and_arrives_whole_once_it_is_read(int size)
            throws Exception {
        String event = Wire.chunk("x".repeat(size));
        int count = TOTAL / event.length();
        simulator.enqueue(Reply.sse(event).repeat(count).thenSse(Wire.finish(), Wire.DONE));
        ChatStream stream = engine.open(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
        RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(1));

        long written = awaitStandstill(request);

        assertThat(written).isLessThan(8L << 20);
        long read = 0;
        ChatChunk last = null;
        while (stream.hasNext()) {
            last = stream.next();
            read += last.text().length();
        }
        assertThat(read).isEqualTo((long) size * count);
        assertThat(last.response().finishReason()).isEqualTo("stop");
        assertThat(last.response().text()).hasSize(size * count);
    }

    @Test
    void cancelling_a_stalled_stream_reaches_the_server_at_once_every_time() throws Exception {
        Reply flood = Reply.bytes(
                        200, "text/event-stream", Wire.chunk("x".repeat(CHUNK)).getBytes(StandardCharsets.UTF_8))
                .repeatForever();
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            simulator.enqueue(flood);
            ChatStream stream = engine.open(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
            RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(1));
            if (i % 2 == 0) {
                awaitStandstill(request);
            }
            long start = System.nanoTime();

            stream.close();

            assertThat(request.awaitDisconnect(Duration.ofSeconds(5))).isTrue();
            millis.add((System.nanoTime() - start) / 1_000_000);
        }
        assertThat(millis).allMatch(took -> took < 250);
        assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(1))).isTrue();
    }

    /** Until nothing more is written for a while. */
    private static long awaitStandstill(RecordedRequest request) {
        List<Long> seen = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(20)).atMost(10, SECONDS).until(() -> {
            seen.add(request.bytesWritten());
            int n = seen.size();
            return n > 3 && seen.get(n - 1) > 0 && seen.get(n - 4).equals(seen.get(n - 1));
        });
        return request.bytesWritten();
    }
}
