package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PageServerTest {
    private final Deck deck = new Deck("Rivers", false);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private PageServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = PageServer.start(deck, stopped::countDown);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void it_listens_on_the_loopback_address_alone() {
        assertThat(URI.create(server.url()).getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void whoever_comes_late_is_told_all_that_happened() throws IOException {
        deck.promised(0, "Seine");
        deck.written(0, new Slide("Seine", List.of("Long.", "Slow.")), null, new BigDecimal("0.5"));
        deck.end(Deck.End.DONE, "That was it.");

        try (Listener page = Listener.open(server.url())) {
            assertThat(page.await("title")).contains("Rivers");
            assertThat(page.await("promise")).contains("Seine");
            assertThat(page.await("slide")).contains("Slow.");
            assertThat(page.await("progress")).contains("$0.5");
            assertThat(page.await("end")).contains("That was it.");
        }
    }

    @Test
    void a_page_that_was_cut_off_is_told_only_what_it_missed() throws IOException {
        deck.promised(0, "Seine");
        deck.promised(1, "Loire");

        // the title, a promise and the progress are known
        try (Listener page = Listener.open(server.url(), 3)) {
            assertThat(page.await("promise")).contains("Loire");
        }
    }

    @Test
    void whoever_listens_is_told_the_end_before_the_server_goes() throws Exception {
        try (Listener page = Listener.open(server.url())) {
            page.await("title");
            deck.end(Deck.End.DONE, "That was it.");
            server.awaitTold(Duration.ofSeconds(60));
            server.close();

            assertThat(page.await("end")).contains("That was it.");
        }
    }

    @Test
    void nobody_who_listens_is_nobody_to_wait_for() throws InterruptedException {
        deck.end(Deck.End.DONE, "That was it.");

        server.awaitTold(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/slides.js", "/slides.css", "/nothing"})
    void every_answer_forbids_all_scripts_but_its_own(String path) throws IOException {
        assertThat(ask("GET " + path, host()))
                .contains("default-src 'none'; script-src 'self';")
                .containsIgnoringCase("X-Content-Type-Options: nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, 200",
        "GET /page.html, 404",
        "GET /../page.js, 404",
        "GET /rehearsal.json, 404",
        "POST /, 404",
        "GET /stop, 404",
        "POST /stop, 403",
    })
    void nothing_but_its_own_files_is_served(String request, int status) throws IOException {
        assertThat(ask(request, host())).startsWith("HTTP/1.1 " + status);
        assertThat(stopped.getCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET /events", "POST /stop"})
    void a_name_of_another_site_that_leads_here_is_refused(String request) throws IOException {
        assertThat(ask(request, "evil.example")).startsWith("HTTP/1.1 403");
        assertThat(stopped.getCount()).isOne();
    }

    @Test
    void the_button_of_the_page_stops() throws Exception {
        assertThat(ask("POST /stop", host() + "\r\nX-Presentation: stop")).startsWith("HTTP/1.1 204");
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private String host() {
        return URI.create(server.url()).getAuthority();
    }

    /** The whole answer, its head included. */
    private String ask(String request, String host) throws IOException {
        int port = URI.create(server.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            String head = request + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
