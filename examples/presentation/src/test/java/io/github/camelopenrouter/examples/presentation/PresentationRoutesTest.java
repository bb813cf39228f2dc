package io.github.camelopenrouter.examples.presentation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class PresentationRoutesTest {
    private static final String PNG = "data:image/png;base64,iVBORw0KGgo=";

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final OpenRouterComponent openrouter = new OpenRouterComponent();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final Deck deck = new Deck("Rivers", false);

    @BeforeEach
    void startRoutes() throws Exception {
        openrouter.getConfiguration().setApiKey("any");
        openrouter.getConfiguration().setBaseUrl(simulator.baseUrl());
        openrouter.getConfiguration().setModel("openai/gpt-4o-mini");
        camel.getPropertiesComponent().addInitialProperty("picture.model", "google/gemini-2.5-flash-image");
        camel.addComponent("openrouter", openrouter);
        camel.addRoutes(new PresentationRoutes(
                deck, Facts.read(null), new PrintStream(terminal, true, StandardCharsets.UTF_8)));
        camel.start();
    }

    @AfterEach
    void stopRoutes() throws Exception {
        camel.close();
        simulator.close();
    }

    @Test
    void each_title_becomes_a_slide_and_the_deck_tells_to_the_digit_what_was_billed() {
        Exchange exchange = present("The rivers of France");

        assertThat(exchange.getException()).isNull();
        assertThat(deck.views()).hasSize(5).allSatisfy(view -> {
            assertThat(view.points()).hasSizeBetween(2, 4);
            assertThat(view.note()).isEqualTo(view.place() == 1 ? "Calls of the tool for facts: 1" : null);
        });
        assertThat(deck.views().get(PresentationRoutes.PLACE_OF_PICTURE).picture())
                .startsWith("data:image/png;base64,");
        assertThat(simulator.billed()).isPositive();
        assertThat(openrouter.getLedger().cost()).isEqualByComparingTo(simulator.billed());
        assertThat(deck.summary())
                .isEqualTo(
                        "5 slides | $" + simulator.billed().stripTrailingZeros().toPlainString());
    }

    @Test
    void a_slide_is_there_while_the_next_title_is_not_yet_written() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        script(
                Reply.deltas("{\"title\":\"Rivers\",\"slides\":[\"Se", "ine\"")
                        .awaiting(more)
                        .thenDeltas(",\"Loire\"]}")
                        .thenSse(Answers.end("0.5")),
                request -> Answers.slide("0.25", "Written", "One.", "Two."));

        CompletableFuture<Exchange> presented = camel.createProducerTemplate()
                .asyncSend("direct:presentation", exchange -> exchange.getIn().setBody("Rivers"));
        try {
            awaitEvent(event -> event.name().equals("slide"));
            assertThat(deck.summary()).isEqualTo("1 slide | $0.25");
            assertThat(presented).isNotDone();
        } finally {
            more.countDown();
        }

        assertThat(presented.get(60, TimeUnit.SECONDS).getException()).isNull();
        assertThat(deck.summary()).isEqualTo("2 slides | $1");
    }

    @Test
    void an_invalid_slide_goes_back_once_and_both_answers_count() {
        simulator.enqueue(
                Answers.outline("0.5", "Seine"),
                Answers.slide("0.25", "Seine", "The only point."),
                Answers.slide("0.125", "Seine", "One.", "Two."));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views())
                .singleElement()
                .satisfies(view -> assertThat(view.points()).containsExactly("One.", "Two."));
        assertThat(deck.summary()).isEqualTo("1 slide | $0.875");
        assertThat(simulator.requests().get(2).text()).contains("/points: minItems 2");
    }

    @Test
    void a_second_answer_that_breaks_off_does_not_hide_what_the_first_one_cost() {
        simulator.enqueue(
                Answers.outline("0.5", "Seine"), Answers.slide("0.25", "Seine", "The only point."), Reply.reset());

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.summary()).isEqualTo("0 of 1 slide | $0.75 and 1 answer of unknown cost");
    }

    @Test
    void a_model_that_asks_the_tool_without_end_is_stopped_and_all_its_turns_count() {
        script(
                Answers.outline("0.5", "Seine", "Loire"),
                request -> Answers.asksFor("Seine", request)
                        ? Answers.slide("0.25", "Seine", "One.", "Two.")
                        : Answers.call("0.001", "facts", "{\"subject\":\"Loire " + request.body().length + "\"}"));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views().get(1).note()).contains("maxToolRounds");
        assertThat(deck.summary()).isEqualTo("1 of 2 slides | $0.754");
        assertThat(simulator.requests())
                .filteredOn(request -> request.json().has("tools"))
                .hasSize(4);
    }

    @Test
    void a_slide_that_stays_invalid_is_missed_and_the_others_are_not() {
        script(
                Answers.outline("0.5", "Seine", "Loire"),
                request -> Answers.asksFor("Seine", request)
                        ? Answers.completion("0.25", "{\"title\":\"Seine\"}")
                        : Answers.slide("0.125", "Loire", "One.", "Two."));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views().get(0).note()).contains("points");
        assertThat(deck.views().get(1).points()).hasSize(2);
        assertThat(deck.summary()).isEqualTo("1 of 2 slides | $1.125");
    }

    @Test
    void the_second_slide_is_written_with_facts_that_the_model_asks_a_route_for() {
        script(Answers.outline("0.5", "Seine", "Loire"), request -> {
            if (Answers.asksFor("Seine", request)) {
                return Answers.slide("0.25", "Seine", "One.", "Two.");
            }
            JsonNode told = request.json().path("messages").path(2);
            return told.isMissingNode()
                    ? Answers.call("0.125", "facts", "{\"subject\":\"the river Loire\"}")
                    : Answers.slide(
                            "0.0625",
                            "Loire",
                            told.path("content").asText().lines().toArray(String[]::new));
        });

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views().get(1).points())
                .contains("The Loire is 1,006 kilometres long, the longest river of France.")
                .allMatch(point -> point.contains("Loire"));
        assertThat(deck.views().get(1).note()).isEqualTo("Calls of the tool for facts: 1");
        assertThat(deck.summary()).isEqualTo("2 slides | $0.9375");
        assertThat(simulator.requests())
                .filteredOn(request -> request.json().has("tools"))
                .hasSize(2);
    }

    @Test
    void what_nobody_knows_is_told_to_the_model() throws Exception {
        assertThat(Facts.read(null).about("the moons of Jupiter")).startsWith("Nothing is known");
    }

    @Test
    void what_a_model_writes_does_not_control_the_terminal() {
        script(
                Answers.outline("0", "\u001b[2JSeine\r\n\u009b1m"),
                request -> Answers.slide("0", "\u001b]0;Loire\u0007", "One.", "Two."));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(terminal.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("  planned: 1.  [2JSeine   1m", "  written: 1.  ]0;Loire ");
    }

    @Test
    void a_model_that_writes_too_many_titles_does_not_decide_what_is_paid() {
        script(
                Answers.outline("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
                request -> Answers.asksForPicture(request)
                        ? Answers.picture("0", PNG)
                        : Answers.slide("0", "Written", "One.", "Two."));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views()).hasSize(8);
        assertThat(simulator.requests()).hasSize(1 + 8 + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+",
                "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
                "https://example.com/picture.png",
            })
    void what_a_browser_could_run_or_would_have_to_fetch_is_no_picture(String url) {
        script(
                Answers.outline("0", "1", "2", "3"),
                request -> Answers.asksForPicture(request)
                        ? Answers.picture("0.5", url)
                        : Answers.slide("0", "Written", "One.", "Two."));

        assertThat(present("Rivers").getException()).isNull();

        assertThat(deck.views().get(2).picture()).isNull();
        assertThat(deck.views().get(2).note()).isEqualTo("The model drew no picture.");
        assertThat(deck.summary()).isEqualTo("3 slides | $0.5");
    }

    @Test
    void an_outline_that_breaks_off_fails_and_what_was_written_stays() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        script(
                Reply.deltas("{\"title\":\"Rivers\",\"slides\":[\"Seine\",")
                        .awaiting(written)
                        .thenClose(),
                request -> Answers.slide("0.25", "Written", "One.", "Two."));

        CompletableFuture<Exchange> presented = camel.createProducerTemplate()
                .asyncSend("direct:presentation", exchange -> exchange.getIn().setBody("Rivers"));
        awaitEvent(event -> event.name().equals("slide"));
        written.countDown();

        assertThat(presented.get(60, TimeUnit.SECONDS).getException()).isNotNull();
        assertThat(deck.views())
                .singleElement()
                .satisfies(view -> assertThat(view.title()).isEqualTo("Written"));
    }

    /** The outline for the outline, and that for everything else that is asked. */
    private void script(Reply outline, Function<RecordedRequest, Reply> others) {
        simulator.replyWith(request -> {
            if (!Answers.isChat(request)) {
                return null;
            }
            return Answers.asksForOutline(request) ? outline : others.apply(request);
        });
    }

    private Exchange present(String topic) {
        return camel.createProducerTemplate()
                .request("direct:presentation", exchange -> exchange.getIn().setBody(topic));
    }

    private void awaitEvent(Predicate<Deck.Event> wanted) throws InterruptedException {
        for (int seen = 0; ; ) {
            List<Deck.Event> events = deck.after(seen, Duration.ofSeconds(60));
            assertThat(events).as("what happens after event %s", seen).isNotEmpty();
            if (events.stream().anyMatch(wanted)) {
                return;
            }
            seen += events.size();
        }
    }
}
