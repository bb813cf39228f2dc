package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A model's answer on its way to a browser, through a route with Camel's default stream caching. */
@EnabledIf("jettyIsThere")
class BrowserTest extends SimulatorTestSupport {
    /** Not every Camel release has its Jetty component in reach. */
    static boolean jettyIsThere() {
        return BrowserTest.class
                        .getClassLoader()
                        .getResource("org/apache/camel/component/jetty/JettyHttpComponent.class")
                != null;
    }

    private int port;

    @Override
    protected RouteBuilder createRouteBuilder() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("jetty:http://127.0.0.1:" + port + "/x").to("openrouter:streaming?streamFormat=sse");
            }
        };
    }

    @Test
    void events_reach_a_browser_one_by_one_as_they_come() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        simulator.enqueue(Reply.sse(Wire.chunk("one"))
                .awaiting(first)
                .thenSse(Wire.chunk("two"))
                .awaiting(second)
                .thenSse(Wire.finish(), Wire.DONE));
        try (Socket browser = ask()) {
            InputStream in = browser.getInputStream();

            assertThat(readUntil(in, "one")).contains("text/event-stream").doesNotContain("two");
            first.countDown();
            assertThat(readUntil(in, "two")).doesNotContain("[DONE]");
            second.countDown();
            readUntil(in, "data: [DONE]\n\n");
        }
    }

    @Test
    void a_browser_that_leaves_cuts_the_stream() throws Exception {
        simulator.enqueue(
                Reply.sse(Wire.chunk("x ")).pause(Duration.ofMillis(25)).repeatForever());
        try (Socket browser = ask()) {
            readUntil(browser.getInputStream(), "data: {");
        }

        assertThat(simulator.takeRequest(Duration.ofSeconds(1)).awaitDisconnect(Duration.ofSeconds(2)))
                .isTrue();
        assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(1))).isTrue();
    }

    private Socket ask() throws IOException {
        Socket browser = new Socket("127.0.0.1", port);
        browser.setSoTimeout(3000);
        browser.getOutputStream()
                .write(
                        "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
                                .getBytes(StandardCharsets.US_ASCII));
        return browser;
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("ended after " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
