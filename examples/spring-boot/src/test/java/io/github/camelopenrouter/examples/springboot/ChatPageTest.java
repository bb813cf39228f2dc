package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.chromium.Chromium;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The page in a real browser. What it looked like is in {@code target/pictures}. */
class ChatPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static final String END =
            "data: {\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider\":\"OpenAI\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
                    + "\"total_tokens\":46,\"cost\":0.0125}}\n\ndata: [DONE]\n\n";

    private static final String REASONING =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"The user wants to know about rivers.\"}}]}\n\n";
    private static final String BEAUTIFUL = """
            A river **begins** as a spring.

            ## The Loire

            It is *1006 kilometres* long:

            1. It rises at Mont Gerbier de Jonc.
            2. It turns west at Orl\u00e9ans.
               - There it is wide.
               - And slow.

            > Nobody steps into the same river twice.

            | River | Length | Mouth |
            |---|---|---|
            | Loire | 1006 km | Atlantic |
            | Seine | 777 km | Channel |

            ```java
            from("direct:question").to("openrouter:streaming"); // and so on, wider than the page is on a phone
            ```

            More at [the atlas](https://atlas.example/loire), or `ask again`.""";
    /** Of the text to what is behind it, as WCAG reckons it. */
    private static final String CONTRAST = """
            (selector => {
              const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
              const light = colour => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(
                    c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const element = document.querySelector(selector);
              let behind = element;
              while (behind.parentElement && getComputedStyle(behind).backgroundColor == 'rgba(0, 0, 0, 0)') {
                behind = behind.parentElement;
              }
              const ink = light(getComputedStyle(element).color);
              const paper = light(getComputedStyle(behind).backgroundColor);
              return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            })""";

    private static OpenRouterSimulator simulator;
    private static Chats chat;
    private static Chromium browser;

    @TempDir
    Path folder;

    private String name;

    @BeforeAll
    static void start() throws Exception {
        Path program = Chromium.installed();
        assumeTrue(program != null, "The page was not tested: there is no Chromium here (apt-get install chromium)");
        simulator = OpenRouterSimulator.builder().tokenInterval(Duration.ZERO).start();
        chat = Chats.start(simulator, "CHAT_BUDGET", "1000");
        browser = Chromium.start(program);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            chat.close();
            simulator.close();
        }
    }

    @BeforeEach
    void sitDown(TestInfo test) throws Exception {
        name = test.getTestMethod().orElseThrow().getName();
        simulator.reset();
        browser.command("Network.clearBrowserCookies", Map.of());
        browser.size(1280, 800);
        browser.prefer("prefers-color-scheme", "light");
        open();
        browser.value("localStorage.clear()");
        open();
        browser.requested().clear();
        browser.complaints().clear();
    }

    /** What a page leaves behind when it goes is nothing, at the service neither. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        browser.open("about:blank");
        await().atMost(PATIENCE).until(() -> chat.bean(Answers.class).count() == 0);
        OpenRouterComponent openRouter =
                chat.bean(CamelContext.class).getComponent("openrouter", OpenRouterComponent.class);
        await().atMost(PATIENCE).until(() -> openRouter.getInFlight() == 0);
    }

    private static void open() throws InterruptedException {
        open(chat);
    }

    private static void open(Chats chat) throws InterruptedException {
        browser.open(chat.url());
        browser.await("document.body.dataset.ready === '' && document.getElementById('price').textContent != ''");
    }

    private static boolean isChat(RecordedRequest request) {
        return request.path().endsWith("/chat/completions");
    }

    private static void ask(String question) {
        browser.value("document.getElementById('text').focus()");
        browser.type(question);
        browser.press("Enter", 13);
    }

    private static void answered() throws InterruptedException {
        browser.await("document.querySelector('article:last-child .facts')");
    }

    private void picture(String moment) throws IOException {
        browser.picture(Path.of("target", "pictures", name + "-" + moment + ".png"));
    }

    @Test
    void tokens_appear_before_the_answer_is_complete() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        script(Reply.deltas("The first ", "words")
                .awaiting(more)
                .thenDeltas(" and the last.")
                .thenSse(END));
        ask("Words?");

        browser.await("document.querySelector('.answer .text')?.textContent == 'The first words'");
        assertThat(browser.value("document.getElementById('stop').hidden").asBoolean())
                .isFalse();
        assertThat(browser.value("document.querySelector('.facts')").isNull()).isTrue();
        more.countDown();

        answered();
        assertThat(browser.text(".answer .text")).isEqualTo("The first words and the last.");
        assertThat(browser.value("document.getElementById('stop').hidden").asBoolean())
                .isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void an_answer_tells_its_cost_and_tokens_and_all_together_stand_against_the_budget() throws Exception {
        try (Chats modest = Chats.start(simulator, "CHAT_BUDGET", "0.50")) {
            open(modest);
            assertThat(browser.text("#left")).isEqualTo("$0.50 of $0.50 left today");
            script(answer("One."));
            ask("First?");
            answered();
            assertThat(browser.text(".facts"))
                    .isEqualTo("openai/gpt-4o-mini \u00b7 OpenAI \u00b7 12 + 34 tokens \u00b7 $0.0125");

            ask("Second?");
            browser.await("document.querySelectorAll('.facts').length == 2");

            assertThat(browser.text("#spent")).isEqualTo("All your answers: $0.025, 92 tokens");
            assertThat(browser.text("#left")).isEqualTo("$0.475 of $0.50 left today");
            assertThat(browser.value("document.getElementById('budget').value").asDouble())
                    .isEqualTo(0.475);
        }
    }

    @Test
    void stop_cuts_the_generation_upstream() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(Reply.deltas("Half an").awaiting(never));
        ask("A story?");
        browser.await("document.querySelector('.answer .text')?.textContent == 'Half an'");
        picture("before");

        browser.value("document.getElementById('stop').click()");

        assertThat(asked().awaitDisconnect(PATIENCE)).isTrue();
        answered();
        assertThat(browser.text(".facts")).isEqualTo("Stopped. Its cost is looked up.");
        assertThat(browser.text(".answer .text")).isEqualTo("Half an");
        assertThat(browser.text("#trouble")).isEmpty();
    }

    @Test
    void stop_cuts_a_model_that_has_not_begun_to_answer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(answer("Never").heldUntil(never));
        ask("A story?");
        RecordedRequest request = asked();

        browser.value("document.getElementById('stop').click()");

        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
        answered();
        assertThat(browser.text(".facts")).startsWith("Stopped.");
    }

    @Test
    void a_page_that_is_closed_cuts_the_generation_upstream() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(Reply.deltas("Half an").awaiting(never));
        ask("A story?");
        browser.await("document.querySelector('.answer .text')?.textContent == 'Half an'");

        browser.open("about:blank");

        assertThat(asked().awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void a_reload_keeps_the_conversation_with_its_image_and_the_model_remembers_it() throws Exception {
        script(Reply.sse(REASONING).thenDeltas("It is **red**.").thenSse(END));
        browser.drop(image("red.png", PNG), "body");
        browser.await("!document.getElementById('attached').hidden");
        ask("Which colour?");
        answered();

        open();
        browser.await("document.querySelector('.question img')?.naturalWidth == 1");
        assertThat(browser.text(".question p")).isEqualTo("Which colour?");
        assertThat(browser.text(".answer strong")).isEqualTo("red");
        assertThat(browser.value("document.querySelector('.reasoning').open").asBoolean())
                .isFalse();
        assertThat(browser.text("#spent")).isEqualTo("All your answers: $0.0125, 46 tokens");
        ask("And now?");
        answered();

        JsonNode messages = asked().json().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.path(0).toString()).contains("Which colour?", "data:image/png;base64,");
        assertThat(messages.path(1).path("content").asText()).isEqualTo("It is **red**.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_new_conversation_knows_nothing_of_the_one_before() throws Exception {
        script(answer("One."));
        ask("First?");
        answered();

        browser.value("document.getElementById('anew').click()");
        browser.await("!document.getElementById('empty').hidden");
        ask("Second?");
        answered();

        assertThat(asked().json().path("messages")).hasSize(1);
        open();
        assertThat(browser.text("#log")).contains("Second?").doesNotContain("First?");
    }

    @Test
    void an_image_can_be_dropped_pasted_and_removed() throws Exception {
        browser.drop(image("red.png", PNG), "#text");
        browser.await("!document.getElementById('attached').hidden");
        assertThat(browser.text("#attachedname")).isEqualTo("red.png");
        browser.await("document.getElementById('preview').naturalWidth == 1");
        picture("dropped");
        browser.value("document.getElementById('detach').click()");
        assertThat(browser.value("document.getElementById('attached').hidden").asBoolean())
                .isTrue();

        browser.value("(() => { const data = new DataTransfer();"
                + "data.items.add(new File([Uint8Array.from([71, 73, 70])], 'pasted.gif', {type: 'image/gif'}));"
                + "document.getElementById('text').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));"
                + "})()");
        browser.await("document.getElementById('attachedname').textContent == 'pasted.gif'");
    }

    @Test
    void a_file_that_is_too_large_or_of_no_kind_of_image_is_refused_in_words() throws Exception {
        browser.drop(image("large.png", new byte[4_000_001]), "body");
        browser.await("document.getElementById('trouble').textContent");
        assertThat(browser.text("#trouble")).contains("The image has more than 4 MB", "Choose a smaller one.");

        browser.drop(image("page.html", "<script>hacked=1</script>".getBytes(StandardCharsets.UTF_8)), "body");
        browser.await("document.getElementById('trouble').textContent.includes('PNG')");
        assertThat(browser.text("#trouble")).contains("This kind of file cannot be sent.");
        assertThat(browser.value("document.getElementById('attached').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void a_model_that_takes_no_images_is_not_asked_with_one() throws Exception {
        choose("llama 3.3 70b instruct (free)");
        browser.drop(image("red.png", PNG), "body");
        browser.await("document.getElementById('trouble').textContent");

        ask("Which colour?");

        assertThat(browser.text("#trouble")).contains("takes no images", "Choose a model that says");
        assertThat(simulator.requests()).noneMatch(ChatPageTest::isChat);
    }

    @Test
    void models_are_found_by_words_and_stand_with_their_prices() throws Exception {
        browser.value("document.getElementById('pick').click()");
        browser.type("claude images");
        browser.await("document.getElementById('found').textContent == '2 models'");
        assertThat(browser.text("#list")).contains("Claude Sonnet 4.5", "$3.00 in \u00b7 $15.00 out");
        picture("found");
        browser.press("ArrowDown", 40);
        browser.press("Enter", 13);

        assertThat(browser.value("document.getElementById('models').open").asBoolean())
                .isFalse();
        assertThat(browser.text("#pick")).contains("Claude Sonnet 4.5", "$3.00 in, $15.00 out");
        script(answer("Yes."));
        ask("Are you there?");
        answered();
        assertThat(asked().json().path("model").asText()).isEqualTo("anthropic/claude-sonnet-4.5");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_failure_says_what_can_be_done_and_gives_the_question_back() throws Exception {
        script(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "7"));
        ask("Now?");

        browser.await("document.getElementById('trouble').textContent");
        assertThat(browser.text("#trouble"))
                .contains("There are too many questions at the moment.", "Ask again in 7 seconds");
        assertThat(browser.value("document.getElementById('text').value").asText())
                .isEqualTo("Now?");
        assertThat(browser.value("document.querySelectorAll('article').length").asInt())
                .isZero();
        picture("refused");
    }

    @Test
    void an_answer_that_breaks_off_keeps_what_came_and_says_so() throws Exception {
        script(Reply.deltas("Half an").thenClose());
        ask("A story?");

        browser.await("document.getElementById('trouble').textContent");
        assertThat(browser.text("#trouble")).contains("The answer broke off.", "Ask again");
        assertThat(browser.text(".answer")).contains("Half an", "Broken off.");
        picture("broken");
    }

    @Test
    void a_budget_that_has_no_room_refuses_in_words_and_nothing_is_asked() throws Exception {
        try (Chats poor = Chats.start(simulator, "CHAT_BUDGET", "0.0001")) {
            open(poor);
            ask("Is there money?");

            browser.await("document.getElementById('trouble').textContent");
            assertThat(browser.text("#trouble"))
                    .contains("The budget has no room for this answer", "nothing is paid", "There is money again on");
            assertThat(browser.text("#left")).isEqualTo("$0.0001 of $0.0001 left today");
            assertThat(simulator.requests()).noneMatch(ChatPageTest::isChat);
            picture("refused");
        }
    }

    @Test
    void two_browsers_at_once_have_two_conversations() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        simulator.replyWith(request -> !isChat(request)
                ? null
                : request.text().contains("Mine")
                        ? Reply.deltas("Yours is")
                                .awaiting(more)
                                .thenDeltas(" mine.")
                                .thenSse(END)
                        : answer("Another."));
        try (Chromium other = Chromium.start(Chromium.installed())) {
            other.open(chat.url());
            other.await("document.body.dataset.ready === '' && document.getElementById('price').textContent");
            ask("Mine?");
            browser.await("document.querySelector('.answer .text')?.textContent == 'Yours is'");
            other.value("document.getElementById('text').focus()");
            other.type("Ours?");
            other.press("Enter", 13);
            other.await("document.querySelector('.facts')");
            more.countDown();
            answered();

            assertThat(browser.text("#log")).contains("Mine?", "Yours is mine.").doesNotContain("Ours?");
            assertThat(other.text("#log")).contains("Ours?", "Another.").doesNotContain("Mine?");
            open();
            assertThat(browser.text("#log")).contains("Mine?").doesNotContain("Ours?");
            assertThat(browser.text("#spent")).isEqualTo("All your answers: $0.0125, 46 tokens");
        }
    }

    @Test
    void all_can_be_done_by_the_keyboard() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(Reply.deltas("Half an").awaiting(never));
        assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("text");
        browser.type("One line");
        browser.pressWithShift("Enter", 13);
        browser.type("and another");
        browser.press("Enter", 13);
        browser.await("document.querySelector('.answer .text')?.textContent == 'Half an'");
        assertThat(asked().json().path("messages").path(0).toString()).contains("One line\\nand another");

        browser.press("Escape", 27);
        answered();
        assertThat(asked().awaitDisconnect(PATIENCE)).isTrue();
        assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("text");

        List<String> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            browser.press("Tab", 9);
            order.add(browser.value("document.activeElement.id || document.activeElement.tagName")
                    .asText());
            assertThat(browser.value("document.activeElement == document.body"
                                    + " || getComputedStyle(document.activeElement).outlineStyle == 'solid'")
                            .asBoolean())
                    .as("the focus can be seen: %s", order)
                    .isTrue();
        }
        assertThat(order).containsSubsequence("attach", "send").contains("pick", "anew");
        picture("focus");
    }

    @Test
    void a_screen_reader_finds_names_and_is_not_told_each_token() throws Exception {
        script(answer("Read me once."));
        ask("Aloud?");
        answered();

        Set<String> names = new HashSet<>();
        for (JsonNode node :
                browser.command("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
            String role = node.path("role").path("value").asText();
            String called = node.path("name").path("value").asText();
            if (!node.path("ignored").asBoolean()) {
                names.add(role + ": " + called);
                assertThat(Set.of("button", "textbox", "searchbox", "img", "combobox", "meter")
                                        .contains(role)
                                && called.isBlank())
                        .as("%s has a name", node)
                        .isFalse();
            }
        }
        assertThat(names)
                .contains("log: Conversation", "button: Send", "button: New conversation", "button: Add image")
                .contains("textbox: Your question", "heading: Chat", "heading: You", "heading: Answer")
                .contains("button: Model: OpenAI: GPT-4o-mini, $0.15 in, $0.60 out for a million tokens");
        assertThat(browser.value("document.getElementById('log').getAttribute('aria-live')")
                        .asText())
                .isEqualTo("off");
        assertThat(browser.text("#spoken")).isEqualTo("Answer: Read me once.");
        assertThat(browser.value("document.getElementById('trouble').getAttribute('role')")
                        .asText())
                .isEqualTo("alert");
    }

    @Test
    void it_fits_on_a_small_phone() throws Exception {
        browser.size(320, 640);
        String endless = "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(5);
        script(answer(BEAUTIFUL + "\n\n" + endless + "\n\n    " + endless + "\n\n| a | " + endless
                + " |\n|---|---|\n| b | c |"));
        ask(endless);
        answered();

        assertFits();
        picture("answer");
        browser.value("document.getElementById('pick').click()");
        assertFits();
        assertThat(browser.value("[...document.querySelectorAll('button')].filter(b => b.checkVisibility()).every("
                                + "b => b.offsetWidth >= 44 && b.offsetHeight >= 43)")
                        .asBoolean())
                .as("buttons are as large as a finger")
                .isTrue();
        picture("models");
    }

    @Test
    void light_and_dark_can_both_be_read() throws Exception {
        script(Reply.sse(REASONING).thenDeltas(BEAUTIFUL).thenSse(END));
        picture("empty");
        ask("Tell me about the Loire.");
        answered();
        for (String scheme : List.of("light", "dark")) {
            browser.prefer("prefers-color-scheme", scheme);
            for (String selector :
                    List.of("body", ".facts", ".text a", "#send", "#spent", ".text blockquote", "#anew")) {
                assertThat(browser.value(CONTRAST + "('" + selector + "')").asDouble())
                        .as("contrast of %s in %s", selector, scheme)
                        .isGreaterThanOrEqualTo(4.5);
            }
            picture(scheme);
        }
        browser.value("document.querySelector('.reasoning').open = true; scrollTo(0, 0)");
        picture("reasoning");
    }

    @Test
    void nothing_moves_for_those_who_do_not_want_that() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        script(Reply.deltas("Half an").awaiting(never));
        browser.prefer("prefers-reduced-motion", "reduce");
        ask("A story?");
        browser.await("document.querySelector('.busy')");

        assertThat(browser.value("getComputedStyle(document.querySelector('.busy'), '::after').animationName")
                        .asText())
                .isEqualTo("none");
    }

    private static void assertFits() {
        assertThat(browser.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                        .asBoolean())
                .as("no scrolling to the side")
                .isTrue();
        assertThat(browser.value("[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&"
                        + " !e.closest('pre, .table, .unseen') && e.getBoundingClientRect().right > innerWidth + 1)"
                        + ".map(e => e.outerHTML.slice(0, 80))"))
                .as("nothing stands out")
                .isEmpty();
    }

    // ---- what a model may write

    @Test
    void what_a_model_writes_never_runs_and_loads_nothing() throws Exception {
        String attack = """
                <script>hacked=1</script><img src=x onerror=hacked=2><svg onload=hacked=3></svg>
                [click](javascript:hacked=4) [click](JaVaScRiPt&colon;hacked=5) [click](data:text/html,<script>hacked=6</script>)
                [click](vbscript:x) [click](file:///etc/passwd) [click](blob:x) [click]( java\tscript:hacked=7)
                ![remote](https://evil.example/pixel.png) ![x](data:image/svg+xml,<svg/onload=hacked=8>)
                <javascript:hacked=9> <https://evil.example/"onmouseover="hacked=10>
                [good](https://good.example/a_(b)) and https://good.example/bare.

                <iframe src="https://evil.example/"></iframe><style>*{display:none}</style><base href="https://evil.example/">

                | <img src=x onerror=hacked=11> | [x](javascript:hacked=12) |
                |---|---|
                | <script>hacked=13</script> | `<img src=x onerror=hacked=14>` |

                ```<img src=x onerror=hacked=15>
                </code></pre><script>hacked=16</script>
                ```

                # <script>hacked=17</script>
                </article></main><form action="https://evil.example/"><input name=a autofocus onfocus=hacked=18>
                """;
        script(Reply.sse(REASONING.replace("The user", "<img src=x onerror=hacked=19>"))
                .thenDeltas(attack)
                .thenSse(END));
        ask("<img src=x onerror=hacked=20>");
        answered();

        browser.value("document.querySelectorAll('.answer *').forEach(e => { if (!e.closest('a')) e.click(); })");
        assertThat(browser.value("typeof hacked").asText()).isEqualTo("undefined");
        assertThat(browser.value(
                                "document.querySelectorAll('#log :is(script, img, svg, iframe, style, base, form, input)').length")
                        .asInt())
                .isZero();
        assertThat(browser.value("[...document.querySelectorAll('#log a')].map(a => a.href).join(' ')")
                        .asText()
                        .split(" "))
                .allMatch(url -> url.startsWith("https://"))
                .contains("https://good.example/a_(b)", "https://good.example/bare");
        assertThat(browser.value("[...document.querySelectorAll('#log a')].every(a => a.relList.contains('noopener')"
                                + " && a.relList.contains('noreferrer') && a.target == '_blank')")
                        .asBoolean())
                .isTrue();
        assertThat(browser.value("[...document.querySelectorAll('#log *')].flatMap(e => [...e.attributes])"
                                + ".filter(a => a.name.startsWith('on') || a.name == 'style').length")
                        .asInt())
                .isZero();
        assertThat(browser.text(".answer .text")).contains("<script>hacked=1</script>", "click (javascript:hacked=4)");
        assertThat(browser.requested()).allMatch(url -> url.startsWith(chat.url()));
        assertThat(browser.complaints()).isEmpty();
        picture("attack");
    }

    @Test
    void a_script_that_got_onto_the_page_would_not_run() {
        assertThat(browser.value("(() => { const script = document.createElement('script');"
                                + "try { script.textContent = 'hacked=1'; document.body.append(script); } catch (e) { }"
                                + "try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=hacked=2>'); } catch (e) { }"
                                + "return typeof hacked; })()")
                        .asText())
                .isEqualTo("undefined");
        assertThat(browser.complaints()).isNotEmpty();
    }

    @Test
    void a_million_asterisks_of_a_model_are_shown_as_they_are() throws Exception {
        String[] pieces = new String[250];
        Arrays.fill(pieces, "*".repeat(4_000));
        script(Reply.deltas(pieces).thenSse(END));
        ask("Stars?");
        answered();

        assertThat(browser.value("document.querySelector('.answer .text').textContent.length")
                        .asInt())
                .isEqualTo(1_000_000);
        assertThat(browser.value("document.querySelectorAll('.answer *').length")
                        .asInt())
                .isLessThan(20);
    }

    private static Reply answer(String text) {
        return Reply.deltas(text).thenSse(END);
    }

    private static void script(Reply reply) {
        simulator.replyWith(request -> isChat(request) ? reply : null);
    }

    /** The latest question at the service; waits for one. */
    private static RecordedRequest asked() {
        await().atMost(PATIENCE).until(() -> simulator.requests().stream().anyMatch(ChatPageTest::isChat));
        return simulator.requests().stream()
                .filter(ChatPageTest::isChat)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void choose(String words) throws InterruptedException {
        browser.value("document.getElementById('pick').click()");
        browser.type(words);
        browser.await("document.getElementById('found').textContent == '1 model'");
        browser.press("Enter", 13);
    }

    private Path image(String file, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(file), bytes);
    }
}
