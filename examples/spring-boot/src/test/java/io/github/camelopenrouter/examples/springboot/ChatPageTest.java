package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

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
        simulator.replyWith(request -> null);
        browser.command("Network.clearBrowserCookies", Map.of());
        browser.size(1280, 800);
        browser.prefer("prefers-color-scheme", "light");
        open();
        browser.value("localStorage.clear()");
        open();
        browser.requested().clear();
        browser.complaints().clear();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        browser.open("about:blank");
        org.assertj.core.api.Assertions.assertThat(chat.bean(Answers.class)).isNotNull();
    }

    private static void open() throws InterruptedException {
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
    void looks() throws Exception {
        String text =
                "A river **begins** as a spring.\n\n## The Loire\n\nIt is *1006 kilometres* long:\n\n1. It rises at Mont Gerbier de Jonc.\n2. It turns west at Orléans.\n   - There it is wide.\n   - And slow.\n\n> Nobody steps into the same river twice.\n\n"
                        + "| River | Length | Mouth |\n|---|---|---|\n| Loire | 1006 km | Atlantic |\n| Seine | 777 km | Channel |\n\n```java\nfrom(\"direct:question\").to(\"openrouter:streaming\"); // and so on and on, wider than the page is on a phone\n```\n\nMore at [the atlas](https://atlas.example/loire), or `ask again`.";
        simulator.replyWith(request -> isChat(request)
                ? Reply.sse("data: {\"choices\":[{\"delta\":{\"reasoning\":\"The user wants rivers.\"}}]}\n\n")
                        .thenDeltas(text)
                        .thenSse(END)
                : null);
        picture("empty");
        ask("Tell me about the Loire.");
        answered();
        picture("light");
        browser.prefer("prefers-color-scheme", "dark");
        picture("dark");
        browser.size(320, 640);
        picture("phone");
        browser.prefer("prefers-color-scheme", "light");
        browser.value("scrollTo(0,0)");
        picture("phone-light");
        browser.value("document.getElementById('pick').click()");
        picture("phone-models");
        browser.size(1280, 800);
        picture("models");
        System.out.println(browser.complaints());
    }
}
