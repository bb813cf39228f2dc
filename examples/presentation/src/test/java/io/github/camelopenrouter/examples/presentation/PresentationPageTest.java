package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelopenrouter.chromium.Chromium;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The page in a real browser. What it looked like is in {@code target/pictures}. */
class PresentationPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PNG = "data:image/png;base64,"
            + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static Chromium browser;

    @TempDir
    Path folder;

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    /** Nothing is answered before: a program that has ended shows no page. */
    private final CountDownLatch opened = new CountDownLatch(1);

    private Path file;
    private String name;

    @BeforeAll
    static void startBrowser() throws Exception {
        Path program = Chromium.installed();
        assumeTrue(program != null, "The page was not tested: there is no Chromium here (apt-get install chromium)");
        browser = Chromium.start(program);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void sitDown(TestInfo test) {
        file = folder.resolve("presentation.html");
        name = test.getTestMethod().orElseThrow().getName();
        browser.requested().clear();
        browser.complaints().clear();
        browser.size(1280, 800);
    }

    @AfterEach
    void closeSimulator() throws InterruptedException {
        browser.open("about:blank");
        simulator.close();
    }

    @Test
    void slides_appear_before_the_outline_is_whole_and_the_bar_tells_what_they_cost() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        script(
                Reply.deltas("{\"title\":\"All of It\",\"slides\":[\"First\"")
                        .awaiting(more)
                        .thenDeltas(",\"Second\"]}")
                        .thenSse(Answers.end("0.001")),
                request -> Answers.slide("0.0002", "Written", "One.", "Two."));
        Show show = open("Letters");

        browser.await("document.querySelector('#slide-0 li')");
        assertThat(browser.text("#slide-0")).isEqualTo("Written\nOne.\nTwo.");
        browser.await("document.querySelector('#cost').textContent == '$0.0002'");
        assertThat(browser.text("#title")).isEqualTo("Letters");
        assertThat(browser.text("#place")).isEqualTo("1 / 2");
        assertThat(browser.text("#status")).isEqualTo("1 of 1 slides are written. The outline goes on.");
        assertThat(browser.value("document.querySelector('#progress').position").asDouble())
                .isEqualTo(0.5);
        assertThat(browser.value("document.querySelector('#stop').hidden").asBoolean())
                .isFalse();
        picture("before");
        assertThat(show.ended()).isFalse();
        more.countDown();

        browser.await("document.body.dataset.end == 'done'");
        assertThat(browser.text("#title")).isEqualTo("All of It");
        assertThat(browser.text("#cost")).isEqualTo("$0.0014");
        assertThat(browser.text("#place")).isEqualTo("1 / 3");
        assertThat(browser.value("document.querySelector('#progress').position").asDouble())
                .isEqualTo(1);
        assertThat(browser.value("document.querySelector('#stop').hidden").asBoolean())
                .isTrue();
        assertThat(show.status()).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void slides_stand_in_the_order_of_the_outline_whichever_is_written_first() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        script(Answers.outline("0", "First", "Second"), request -> {
            Reply slide = Answers.slide("0", Answers.asksFor("First", request) ? "1" : "2", "One.", "Two.");
            return Answers.asksFor("First", request) ? slide.heldUntil(first) : slide;
        });
        open("Letters");

        browser.await("document.querySelector('#slide-1 li')");
        assertThat(browser.text("#slide-0")).contains("First", "Being written");
        first.countDown();

        browser.await("document.body.dataset.end == 'done'");
        assertThat(browser.value("[...document.querySelectorAll('h2')].map(h => h.textContent).join()")
                        .asText())
                .isEqualTo("1,2");
        assertThat(browser.value("[...document.querySelectorAll('#contents a')].map(a => a.textContent).join()")
                        .asText())
                .isEqualTo("1,2");
    }

    @Test
    void the_stop_button_cuts_upstream_by_the_keyboard_alone() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(
                Reply.deltas("{\"title\":\"T\",\"slides\":[\"First\",\"Second\",")
                        .thenHang(),
                request -> Answers.slide("0", "Never", "One.", "Two.").heldUntil(never));
        Show show = open("Letters");
        browser.await("document.querySelectorAll('.slide').length == 3");
        for (int tab = 0; !browser.value("document.activeElement.id == 'stop'").asBoolean(); tab++) {
            assertThat(tab).as("tabs until the stop button has the focus").isLessThan(10);
            browser.press("Tab", 9);
        }
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .as("the focus can be seen")
                .isEqualTo("solid");
        picture("focus");

        browser.press("Enter", 13);

        for (RecordedRequest request : simulator.requests()) {
            if (Answers.isChat(request)) {
                assertThat(request.awaitDisconnect(PATIENCE)).as("%s", request).isTrue();
            }
        }
        browser.await("document.body.dataset.end == 'stopped'");
        assertThat(browser.text("#status")).startsWith("Stopped: 0 of 2 slides | $0 and 3 answers of unknown cost");
        assertThat(browser.text("#slide-1")).contains("Second", "Stopped before it was there.");
        assertThat(show.status()).isZero();
        picture("stopped");
    }

    @Test
    void keys_turn_the_slides() throws Exception {
        showAll();

        browser.press("ArrowRight", 39);
        browser.press("ArrowRight", 39);
        assertThat(seen()).isEqualTo("3 / 4 Second");
        browser.press("ArrowLeft", 37);
        assertThat(seen()).isEqualTo("2 / 4 First");
        browser.press("End", 35);
        assertThat(seen()).isEqualTo("4 / 4 Third");
        browser.press("PageUp", 33);
        assertThat(seen()).isEqualTo("3 / 4 Second");
        browser.press("Home", 36);
        assertThat(seen()).isEqualTo("1 / 4 All of It");
        browser.press(" ", 32);
        browser.press("ArrowDown", 40);
        browser.press("ArrowUp", 38);
        assertThat(seen()).isEqualTo("2 / 4 First");
        assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("slide-0");
    }

    @Test
    void buttons_turn_the_slides_by_the_keyboard_too() throws Exception {
        showAll();

        browser.value("document.getElementById('forward').focus()");
        browser.press("Enter", 13);
        assertThat(seen()).isEqualTo("2 / 4 First");
        browser.value("document.getElementById('forward').focus()");
        browser.press(" ", 32);
        assertThat(seen()).isEqualTo("3 / 4 Second");
        browser.value("document.getElementById('back').click()");
        assertThat(seen()).isEqualTo("2 / 4 First");
    }

    @Test
    void it_fits_on_a_phone() throws Exception {
        browser.size(360, 640);
        String endless = "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(3);
        script(
                Answers.outline("0.000000001", endless, "Second", "Third"),
                request -> Answers.asksForPicture(request)
                        ? Answers.picture("0.0387", PNG)
                        : Answers.slide("0.000000001", endless.substring(0, 110), endless, "Two."));
        open("Long words");
        browser.await("document.body.dataset.end == 'done'");
        browser.await("document.querySelector('img').complete");

        for (int slide = 0; slide < 4; slide++) {
            picture("phone-" + slide);
            assertThat(browser.value("innerWidth").asInt()).isEqualTo(360);
            for (String box : new String[] {"document.documentElement", "document.getElementById('slides')"}) {
                assertThat(browser.value(box + ".scrollWidth <= " + box + ".clientWidth")
                                .asBoolean())
                        .as("%s is no wider than the phone", box)
                        .isTrue();
            }
            assertThat(browser.value("[...document.querySelectorAll('body *')].every("
                                    + "e => e.getBoundingClientRect().right <= 361)")
                            .asBoolean())
                    .as("nothing stands out")
                    .isTrue();
            browser.press("ArrowRight", 39);
        }
        assertThat(browser.value("[...document.querySelectorAll('button:not([hidden])')].every("
                                + "b => b.offsetWidth >= 44 && b.offsetHeight >= 44)")
                        .asBoolean())
                .as("buttons are as large as a finger")
                .isTrue();
    }

    @Test
    void what_a_model_writes_never_runs() throws Exception {
        String attack = "</script></style></title><script>hacked=1</script><img src=x onerror=hacked=2>"
                + "<a href=javascript:hacked=3>click</a><svg onload=hacked=4><iframe src='data:text/html,<script>1</script>'>"
                + "\"onmouseover=\"hacked=5\" '-hacked-' {{script}} ${hacked} &lt;b&gt; \n\nevent: end\ndata: {}\n\n<!--";
        String most = attack.substring(0, 100);
        String inSchema = "<img src=x onerror=hacked=6></h2></section><script>hacked=7</script>";
        script(Answers.outline("0", attack, inSchema, inSchema), request -> {
            if (Answers.asksForPicture(request)) {
                return Answers.picture("0", "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImhhY2tlZD04Ii8+");
            }
            return Answers.slide("0", most, attack.substring(0, 200), attack.substring(200), "javascript:hacked=9");
        });

        open("<script>hacked=10</script>");
        browser.await("document.body.dataset.end == 'done'");
        browser.value("document.querySelectorAll('#contents a, #slides *').forEach(e => e.click())");
        assertHarmless("script", 2);
        assertThat(browser.text("#slide-0")).contains("onerror=hacked=2", "javascript:hacked=9", "event: end");
        assertThat(browser.requested()).allMatch(url -> url.startsWith("http://127.0.0.1:"));
        assertThat(browser.complaints()).isEmpty();
        picture("attack");

        browser.requested().clear();
        browser.open(file.toUri().toString());
        browser.await("document.querySelector('#place').textContent == '1 / 4'");
        browser.value("document.querySelectorAll('#contents a, #slides *').forEach(e => e.click())");
        assertHarmless("script", 1);
        assertThat(browser.text("#slide-0")).contains("onerror=hacked=2", "{{script}}", "javascript:hacked=9");
        assertThat(browser.requested()).containsExactly(file.toUri().toString());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_file_opens_from_disk_and_needs_nothing_else() throws Exception {
        Show show = showAll();
        assertThat(show.status()).isZero();
        browser.requested().clear();

        browser.open(file.toUri().toString());
        browser.await("document.querySelector('#place').textContent == '1 / 4'");
        assertThat(browser.text("main")).contains("All of It", "First", "One.", "Third", "3 slides | $0.5");
        assertThat(browser.value("getComputedStyle(document.querySelector('main')).scrollSnapType")
                        .asText())
                .as("its style counts")
                .contains("y");
        browser.press("End", 35);
        assertThat(seen()).isEqualTo("4 / 4 Third");
        assertThat(browser.value("document.querySelector('#slide-2 img').naturalWidth")
                        .asInt())
                .isPositive();
        assertThat(browser.requested()).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        assertThat(browser.complaints()).isEmpty();
        picture("saved");
    }

    @Test
    void a_page_that_is_loaded_again_knows_all_that_was() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        script(
                Reply.deltas("{\"title\":\"All of It\",\"slides\":[\"First\"")
                        .awaiting(more)
                        .thenDeltas(",\"Second\"]}")
                        .thenSse(Answers.end("0")),
                request -> Answers.slide("0", "Written", "One.", "Two."));
        Show show = open("Letters");
        browser.await("document.querySelector('#slide-0 li')");

        browser.open(show.url());
        browser.await("document.querySelector('#slide-0 li')");
        more.countDown();
        browser.await("document.body.dataset.end == 'done'");

        assertThat(browser.value("document.querySelectorAll('.slide').length").asInt())
                .isEqualTo(3);
    }

    /** Three slides, the last of them with a picture. */
    private Show showAll() throws Exception {
        script(
                Answers.outline("0.1", "First", "Second", "Third"),
                request -> Answers.asksForPicture(request)
                        ? Answers.picture("0.1", PNG)
                        : Answers.slide("0.1", asked(request), "One.", "Two."));
        Show show = open("Letters");
        browser.await("document.body.dataset.end == 'done'");
        browser.await("document.querySelector('img').complete");
        return show;
    }

    private static String asked(RecordedRequest request) {
        return Answers.asksFor("First", request) ? "First" : Answers.asksFor("Second", request) ? "Second" : "Third";
    }

    private void assertHarmless(String selector, int own) {
        assertThat(browser.value("typeof hacked").asText()).isEqualTo("undefined");
        assertThat(browser.value("document.querySelectorAll('script').length").asInt())
                .isEqualTo(own);
        assertThat(browser.value(
                                "document.querySelectorAll('main img, svg, iframe, main a:not([href^=\"#slide-\"])').length")
                        .asInt())
                .isZero();
    }

    /** Where the page says that it is, and the heading that stands at the top. */
    private String seen() throws InterruptedException {
        String place = "document.getElementById('place').textContent";
        String top =
                "document.elementFromPoint(innerWidth / 2, 50).closest('.slide').querySelector('h1, h2').innerText";
        return browser.value(place + " + ' ' + " + top).asText();
    }

    private Show open(String topic) throws Exception {
        Show show = Show.start(simulator, file, Map.of("PRESENTATION_BUDGET", "100"), topic);
        browser.open(show.url());
        browser.await("document.getElementById('title').textContent == '" + topic + "'");
        opened.countDown();
        return show;
    }

    /** The outline for the outline, and that for everything else that is asked. */
    private void script(Reply outline, Function<RecordedRequest, Reply> others) {
        simulator.replyWith(request -> {
            if (!Answers.isChat(request)) {
                return null;
            }
            return Answers.asksForOutline(request) ? outline.heldUntil(opened) : others.apply(request);
        });
    }

    private void picture(String moment) throws IOException {
        browser.picture(Path.of("target", "pictures", name + "-" + moment + ".png"));
    }
}
