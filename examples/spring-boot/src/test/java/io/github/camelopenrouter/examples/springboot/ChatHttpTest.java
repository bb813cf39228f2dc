package io.github.camelopenrouter.examples.springboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the application answers to somebody who is not its page. */
class ChatHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static OpenRouterSimulator simulator;
    private static Chats chat;

    @BeforeAll
    static void start() {
        simulator = OpenRouterSimulator.start();
        chat = Chats.start(simulator);
        await().atMost(PATIENCE)
                .until(() -> !chat.bean(Catalogue.class).models().isEmpty());
    }

    @AfterAll
    static void end() {
        chat.close();
        simulator.close();
    }

    @BeforeEach
    void reset() {
        simulator.reset();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(chat.url() + path)).timeout(PATIENCE);
    }

    private static HttpRequest.Builder own(String path) {
        return request(path).header("Sec-Fetch-Site", "same-origin");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String question(String model, String more) {
        return "{\"answer\":\"a-1\",\"model\":\"" + model + "\",\"text\":\"What is 6 * 7?\"" + more + "}";
    }

    @Test
    void every_answer_allows_nothing_but_the_files_of_the_page() throws Exception {
        for (String path : new String[] {"", "chat.js", "api/models", "nowhere"}) {
            HttpResponse<String> answer = send(request(path));
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "https:", "data:");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void the_cookie_of_a_conversation_is_out_of_reach_of_scripts_and_of_other_sites() throws Exception {
        String cookie = send(request("")).headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        String value = cookie.substring(0, cookie.indexOf(';'));
        assertThat(send(request("").header("Cookie", value)).headers().firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(send(request("").header("Cookie", "chat=../../etc"))
                        .headers()
                        .firstValue("Set-Cookie"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://127.0.0.1:1",
        "X-Anything, else"
    })
    void a_page_of_another_site_asks_and_changes_nothing(String header, String value) throws Exception {
        for (String path : new String[] {"api/answer", "api/stop?answer=a", "api/forget"}) {
            HttpRequest.Builder request = request(path)
                    .header(header, value)
                    .POST(
                            path.equals("api/answer")
                                    ? BodyPublishers.ofString(question("openai/gpt-4o-mini", ""))
                                    : BodyPublishers.noBody());
            assertThat(send(request).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_browser_without_fetch_metadata_is_known_by_its_origin() throws Exception {
        String origin = chat.url().substring(0, chat.url().length() - 1);

        assertThat(send(request("api/forget").header("Origin", origin).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void another_name_that_leads_to_this_machine_is_refused() throws Exception {
        assertThat(raw("GET /api/conversation HTTP/1.1\r\nHost: evil.example")).startsWith("HTTP/1.1 421");
    }

    /** The first line of what is answered to a head alone. */
    private static String raw(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", URI.create(chat.url()).getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"api/stop?answer=a", "api/forget"})
    void what_needs_no_body_takes_none(String path) throws Exception {
        assertThat(send(own(path).POST(BodyPublishers.ofString("x"))).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 6000001", "Transfer-Encoding: chunked"})
    void a_question_that_is_too_large_or_of_unknown_length_is_not_read(String length) throws Exception {
        assertThat(raw("POST /api/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n" + length))
                .startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | is no JSON",
                "{\"answer\":\"../x\"} | has no name",
                "{\"answer\":\"a\",\"text\":\" \"} | no question",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"nobody/nothing\"} | not in the catalogue",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"openrouter/auto\"} | not in the catalogue",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"deepseek/deepseek-r1\",\"image\":{}} | takes no images",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"openai/gpt-4o-mini\",\"image\":{\"type\":\"image/svg+xml\",\"data\":\"PHN2Zy8+\"}} | cannot be sent",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"openai/gpt-4o-mini\",\"image\":{\"type\":\"image/png\",\"data\":\"%\"}} | cannot be read",
                "{\"answer\":\"a\",\"text\":\"x\",\"model\":\"openai/gpt-4o-mini\",\"image\":{\"type\":\"image/png\",\"data\":\"\"}} | nothing in it",
            })
    void a_question_that_cannot_be_asked_is_refused_in_words(String body, String why) throws Exception {
        HttpResponse<String> answer = send(own("api/answer").POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(why, "\"remedy\":\"");
        assertThat(simulator.requests()).isEmpty();
    }

    /** Nobody pressed a button and no page said goodbye: the connection is gone, and that is all. */
    @Test
    void a_client_that_vanishes_stops_a_model_that_says_nothing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        simulator.replyWith(request -> isChat(request) ? Reply.deltas("Half").awaiting(never) : null);
        String body = question("openai/gpt-4o-mini", "");
        try (Socket socket = new Socket("127.0.0.1", URI.create(chat.url()).getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(
                            ("POST /api/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder read = new StringBuilder();
            while (read.indexOf("{\"text\":\"Half\"}") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as("%s", read).isNotNegative();
                read.append((char) next);
            }
        }

        RecordedRequest asked = simulator.requests().stream()
                .filter(ChatHttpTest::isChat)
                .findFirst()
                .orElseThrow();
        assertThat(asked.awaitDisconnect(PATIENCE)).isTrue();
        await().atMost(PATIENCE).until(() -> chat.bean(Answers.class).count() == 0);
    }

    @Test
    void a_browser_that_does_not_read_holds_the_model_back_and_no_thread() throws Exception {
        String piece = "x".repeat(4_000);
        String[] pieces = new String[1_500];
        Arrays.fill(pieces, piece);
        simulator.replyWith(request -> isChat(request) ? Reply.deltas(pieces).thenSse("data: [DONE]\n\n") : null);
        String body = question("openai/gpt-4o-mini", "");
        OpenRouterComponent openRouter =
                chat.bean(CamelContext.class).getComponent("openrouter", OpenRouterComponent.class);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(
                    new InetSocketAddress("127.0.0.1", URI.create(chat.url()).getPort()));
            socket.getOutputStream()
                    .write(
                            ("POST /api/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            await().atMost(PATIENCE)
                    .until(() -> chat.bean(Answers.class).count() == 1 && openRouter.getInFlight() == 1);
            await().atMost(PATIENCE).until(() -> openRouter.getRouteThreads() == 0);

            // others are answered meanwhile
            assertThat(send(request("api/models")).body()).contains("openai/gpt-4o-mini");
            assertThat(openRouter.getInFlight()).isEqualTo(1);

            socket.setSoTimeout((int) PATIENCE.toMillis());
            BufferedReader events =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            long read = 0;
            String line;
            do {
                line = events.readLine();
                read += line.startsWith("data: {\"text\":") ? line.length() - "data: {\"text\":\"\"}".length() : 0;
            } while (!line.contains("\"end\""));
            assertThat(line).contains("\"end\":\"done\"");
            assertThat(read).isEqualTo(4_000L * pieces.length);
        }
        await().atMost(PATIENCE).until(() -> chat.bean(Answers.class).count() == 0);
    }

    @Test
    void models_stand_in_the_order_of_their_names_with_exact_prices_and_without_those_that_have_none()
            throws Exception {
        String models = send(request("api/models")).body();

        assertThat(models)
                .contains(
                        "\"id\":\"meta-llama/llama-3.3-70b-instruct\",\"name\":\"Meta: Llama 3.3 70B Instruct\",\"in\":\"0.1\",\"out\":\"0.32\"")
                .containsSubsequence("Anthropic:", "DeepSeek:", "Google:", "Meta:", "OpenAI:")
                .doesNotContain("openrouter/auto");
    }

    @Test
    void a_catalogue_that_cannot_be_had_at_first_is_asked_for_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        simulator.replyWith(request -> !request.path().endsWith("/models")
                ? null
                : asked.getAndIncrement() == 0
                        ? Reply.json(503, "{}")
                        : asked.get() == 2 ? Reply.json(200, "{\"data\":\"nothing\"}") : null);
        try (Chats late = Chats.start(simulator)) {
            await().atMost(PATIENCE)
                    .until(() -> !late.bean(Catalogue.class).models().isEmpty());
        }
        assertThat(asked.get()).isEqualTo(3);
    }

    private static boolean isChat(RecordedRequest request) {
        return request.path().endsWith("/chat/completions");
    }
}
