package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streams over TLS: the same bytes, the same back-pressure, the same end. */
class EncryptedStreamTest extends SimulatorTestSupport {
    private static final int SIZE = 1_000;
    private static final int COUNT = 20_000;

    @TempDir
    static Path keys;

    private ServerSocket bridge;
    private String uri;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Certificates.make(keys, "localhost", "dns:localhost,ip:127.0.0.1");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getComponent("openrouter", OpenRouterComponent.class)
                .setSslContextParameters(Certificates.trust(keys, "localhost"));
        return context;
    }

    @BeforeEach
    void openBridge() throws Exception {
        bridge = Certificates.server(keys, "localhost")
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        uri = "openrouter:streaming?baseUrl=https://localhost:" + bridge.getLocalPort() + "/api/v1";
        start(() -> {
            while (true) {
                Socket client = bridge.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
                start(() -> pipe(client, server));
                start(() -> pipe(server, client));
            }
        });
    }

    @AfterEach
    void closeBridge() throws IOException {
        bridge.close();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // one side has gone, and pipe() has told the other: the thread's work is done
                        return;
                    }
                },
                "bridge");
        thread.setDaemon(true);
        thread.start();
    }

    private static void pipe(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        }
    }

    @Test
    void an_unread_stream_holds_the_server_back_and_arrives_whole_once_it_is_read() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("x".repeat(SIZE))).repeat(COUNT).thenSse(Wire.finish(), Wire.DONE));
        ChatStream stream = template.requestBody(uri, "hello", ChatStream.class);
        RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(1));

        List<Long> seen = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(50)).atMost(10, TimeUnit.SECONDS).until(() -> {
            seen.add(request.bytesWritten());
            int n = seen.size();
            return n > 3 && seen.get(n - 4).equals(seen.get(n - 1));
        });

        assertThat(request.bytesWritten()).isLessThan(16L << 20);
        long read = 0;
        ChatChunk last = null;
        while (stream.hasNext()) {
            last = stream.next();
            read += last.text().length();
        }
        assertThat(read).isEqualTo((long) SIZE * COUNT);
        assertThat(last.last()).isTrue();
    }

    @Test
    void closing_a_stalled_stream_reaches_the_server() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("x".repeat(SIZE))).repeatForever());
        ChatStream stream = template.requestBody(uri, "hello", ChatStream.class);
        RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(1));

        stream.close();

        assertThat(request.awaitDisconnect(Duration.ofSeconds(2))).isTrue();
    }
}
