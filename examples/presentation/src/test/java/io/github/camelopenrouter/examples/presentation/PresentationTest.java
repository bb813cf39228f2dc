package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class PresentationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final OpenRouterSimulator simulator =
            OpenRouterSimulator.builder().apiKeys("sk-or-v1-good").start();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("target/presentation.html");
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Test
    void terminal_and_file_tell_what_the_service_billed() throws Exception {
        Show show = show("The", "rivers", "of", "France");

        assertThat(show.status()).isZero();
        assertThat(show.err()).isEmpty();
        String total = "5 slides | $" + simulator.billed().stripTrailingZeros().toPlainString();
        assertThat(show.out().lines()).first().isEqualTo("Asking OpenRouter ...");
        assertThat(show.out().lines()).last().isEqualTo("Total: " + total);
        assertThat(show.out())
                .contains(
                        "planned: 2. France 2",
                        "written: 2. France",
                        file.toUri().toString());
        assertThat(Files.readString(file))
                .contains("<h1>France</h1>", "<p>" + total + "</p>")
                .containsSubsequence("href=\"#slide-0\"", "id=\"slide-0\"", "<h2>France</h2>", "id=\"slide-4\"");
    }

    @Test
    void without_a_key_the_first_line_says_that_a_simulator_answers() throws Exception {
        environment.put("OPENROUTER_API_KEY", " ");

        Show show = show("The rivers of France");

        assertThat(show.status()).isZero();
        assertThat(show.err()).isEmpty();
        assertThat(show.out().lines())
                .first()
                .isEqualTo("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        assertThat(show.out()).contains("written: 4. The Rhône at Work", "Total: 5 slides | $0.03", "(simulated)");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void three_slides_are_written_side_by_side_and_no_more() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch four = new CountDownLatch(4);
        simulator.replyWith(request -> {
            if (!Answers.isChat(request)) {
                return null;
            }
            four.countDown();
            if (Answers.asksForOutline(request)) {
                return Reply.deltas("{\"title\":\"T\",\"slides\":[\"1\",\"2\",\"3\",\"4\",\"5\"")
                        .awaiting(gate)
                        .thenDeltas("]}")
                        .thenSse(Answers.end("0"));
            }
            return Answers.asksForPicture(request)
                    ? Answers.picture("0", "data:image/png;base64,iVBORw0KGgo=")
                    : Answers.slide("0", "S", "One.", "Two.").heldUntil(gate);
        });

        Show show = show("Numbers");
        assertThat(four.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(simulator.chatCallsInFlight()).isEqualTo(4);
        gate.countDown();

        assertThat(show.status()).isZero();
        assertThat(simulator.peakChatCallsInFlight()).isEqualTo(4);
    }

    @Test
    void a_stop_cuts_upstream_what_is_under_way_and_keeps_what_was_written() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(3);
        simulator.replyWith(request -> {
            if (!Answers.isChat(request)) {
                return null;
            }
            asked.countDown();
            if (Answers.asksForOutline(request)) {
                return Reply.deltas("{\"title\":\"T\",\"slides\":[\"First\",\"Second\",")
                        .thenHang();
            }
            Reply slide = Answers.slide("0.01", "Written", "One.", "Two.");
            return Answers.asksFor("First", request) ? slide : slide.heldUntil(never);
        });
        Show show = show("Letters");
        assertThat(asked.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        try (Listener page = Listener.open(show.url())) {
            page.await("slide");

            assertThat(stop(show.url(), true)).isEqualTo(204);

            for (RecordedRequest request : simulator.requests()) {
                if (Answers.isChat(request) && !Answers.asksFor("First", request)) {
                    assertThat(request.awaitDisconnect(PATIENCE))
                            .as("%s", request)
                            .isTrue();
                }
            }
            assertThat(page.await("end"))
                    .contains("\"how\":\"stopped\"", "Stopped: 1 of 2 slides | $0.01 and 2 answers of unknown cost");
        }
        assertThat(show.status()).isZero();
        assertThat(show.err()).isEmpty();
        assertThat(show.out().lines()).last().asString().startsWith("Total: Stopped: 1 of 2 slides");
        assertThat(Files.readString(file))
                .contains("<h2>Written</h2>", "<h2>Second</h2>", "Stopped before it was there.");
    }

    @Test
    void a_page_of_another_site_stops_nothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        simulator.replyWith(request -> !Answers.isChat(request)
                ? null
                : Answers.asksForOutline(request)
                        ? Answers.outline("0", "Only")
                        : Answers.slide("0", "Only", "One.", "Two.").heldUntil(gate));
        Show show = show("Letters");

        assertThat(stop(show.url(), false)).isEqualTo(403);
        gate.countDown();

        assertThat(show.status()).isZero();
        assertThat(show.out().lines()).last().isEqualTo("Total: 1 slide | $0");
    }

    @Test
    void what_the_budget_has_no_room_for_is_missed_and_nothing_is_paid_for_it() throws Exception {
        environment.put("PRESENTATION_BUDGET", "0.04");

        Show show = show("The rivers of France");

        assertThat(show.status()).isZero();
        assertThat(show.out()).contains("missed: 3. ", "budget");
        assertThat(show.out().lines())
                .last()
                .isEqualTo("Total: 5 slides | $"
                        + simulator.billed().stripTrailingZeros().toPlainString());
        assertThat(Files.readString(file)).contains("budget").doesNotContain("<img");
        assertThat(simulator.requests()).filteredOn(Answers::isChat).noneMatch(Answers::asksForPicture);
    }

    @Test
    void the_tool_knows_the_facts_of_a_file_of_your_own() throws Exception {
        Path facts = folder.resolve("facts.txt");
        Files.writeString(facts, "The Thames is 346 kilometres long.\n");
        environment.put("PRESENTATION_FACTS", facts.toString());
        simulator.replyWith(request -> !Answers.isChat(request)
                ? null
                : Answers.asksForOutline(request)
                        ? Answers.outline("0", "First", "The Thames")
                        : request.json().has("tools") && !request.text().contains("346")
                                ? Answers.call("0", "facts", "{\"subject\":\"Thames\"}")
                                : Answers.slide("0", "Any", "One.", "Two."));

        Show show = show("Rivers");

        assertThat(show.status()).isZero();
        assertThat(simulator.requests())
                .filteredOn(Answers::isChat)
                .anyMatch(request -> request.text().contains("\"role\":\"tool\",\"content\":\"The Thames is 346"));
    }

    @Test
    void facts_that_cannot_be_read_end_with_one_line_before_anything_is_paid() throws Exception {
        environment.put("PRESENTATION_FACTS", folder.resolve("nowhere").toString());

        Show show = show("The rivers of France");

        assertThat(show.status()).isEqualTo(Presentation.MISUSED);
        assertThat(show.err().lines()).singleElement().asString().contains("PRESENTATION_FACTS", "nowhere");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_file_of_an_earlier_run_is_written_anew() throws Exception {
        assertThat(show("The rivers of France").status()).isZero();
        assertThat(show("The mountains of Spain").status()).isZero();

        assertThat(Files.readString(file)).contains("<h1>Spain</h1>").doesNotContain("France");
    }

    @ParameterizedTest
    @CsvSource({"''", "' '"})
    void no_topic_ends_with_one_line(String topic) throws Exception {
        Show show = show(topic);

        assertThat(show.status()).isEqualTo(Presentation.MISUSED);
        assertThat(show.err().lines()).singleElement().asString().contains("no topic", "-Dexec.args=");
        assertThat(file).doesNotExist();
        assertThat(simulator.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENROUTER_API_KEY | sk-or-v1-bad | API key",
                "OPENROUTER_MODEL | nobody/nothing | nobody/nothing",
                "OPENROUTER_MODEL | anthropic/claude-3-haiku | No endpoints found that can handle the requested parameters",
                "OPENROUTER_MODEL | :beta | The environment variable OPENROUTER_MODEL must name a model",
                "OPENROUTER_BASE_URL | nonsense | The environment variable OPENROUTER_BASE_URL must be",
                "PRESENTATION_BUDGET | much | The environment variable PRESENTATION_BUDGET must be",
            })
    void a_bad_setting_ends_with_one_line(String variable, String value, String why) throws Exception {
        environment.put(variable, value);

        Show show = show("The rivers of France");

        assertThat(show.status()).isEqualTo(Presentation.FAILED);
        assertThat(show.err().lines()).singleElement().asString().contains(why).doesNotContain("sk-or");
    }

    @Test
    void slides_of_an_outline_that_breaks_off_are_kept_and_what_was_paid_is_told() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        simulator.replyWith(request -> !Answers.isChat(request)
                ? null
                : Answers.asksForOutline(request)
                        ? Reply.deltas("{\"title\":\"T\",\"slides\":[\"A\",\"B")
                                .awaiting(written)
                                .thenClose()
                        : Answers.slide("0.01", "A", "One.", "Two."));

        Show show = show("Letters");
        try (Listener page = Listener.open(show.url())) {
            page.await("slide");
            written.countDown();
            assertThat(page.await("end")).contains("failed");
        }

        assertThat(show.status()).isEqualTo(Presentation.FAILED);
        assertThat(show.out()).contains("Total: It failed: 1 slide | $0.01 and 1 answer of unknown cost");
        assertThat(show.err().lines()).singleElement().asString().contains("was cut");
        assertThat(Files.readString(file)).contains("<h2>A</h2>").doesNotContain("<h2>B");
    }

    @Test
    void a_file_that_cannot_be_written_ends_with_one_line_before_anything_is_paid() throws Exception {
        Files.writeString(folder.resolve("target"), "a file where a folder should be");

        Show show = show("The rivers of France");

        assertThat(show.status()).isEqualTo(Presentation.MISUSED);
        assertThat(show.err().lines()).singleElement().asString().contains("presentation.html", "cannot be written");
        assertThat(simulator.requests()).isEmpty();
    }

    private Show show(String... topic) {
        return Show.start(simulator, file, environment, topic);
    }

    /** The status of the answer. */
    private static int stop(String url, boolean fromOurPage) throws IOException, InterruptedException {
        HttpRequest.Builder stop =
                HttpRequest.newBuilder(URI.create(url + "stop")).POST(HttpRequest.BodyPublishers.noBody());
        if (fromOurPage) {
            stop.header("X-Presentation", "stop");
        }
        return HttpClient.newHttpClient()
                .send(stop.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
