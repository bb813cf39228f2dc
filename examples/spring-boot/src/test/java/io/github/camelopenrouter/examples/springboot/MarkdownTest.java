package io.github.camelopenrouter.examples.springboot;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.github.camelopenrouter.chromium.Chromium;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What {@code markdown.js} makes of a text, in a real browser. */
class MarkdownTest {
    private static OpenRouterSimulator simulator;
    private static Chats chat;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        Path program = Chromium.installed();
        assumeTrue(program != null, "Markdown was not tested: there is no Chromium here (apt-get install chromium)");
        simulator = OpenRouterSimulator.start();
        chat = Chats.start(simulator);
        browser = Chromium.start(program);
        browser.open(chat.url());
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            chat.close();
            simulator.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "one **two** *three* ***four*** ~~five~~ | <p>one <strong>two</strong> <em>three</em> <strong class=\"both\">four</strong> <s>five</s></p>",
                "snake_case_name and 2 * 3 * 4 | <p>snake_case_name and 2 * 3 * 4</p>",
                "**open and *open | <p>**open and *open</p>",
                "a **b *c** d | <p>a <strong>b *c</strong> d</p>",
                "`a *b* <i>` | <p><code>a *b* &lt;i&gt;</code></p>",
                "``a ` b`` and ` | <p><code>a ` b</code> and `</p>",
                "\\*not\\* | <p>*not*</p>",
                "# One #\\n## Two | <h3>One</h3><h4>Two</h4>",
                "- a\\n- b\\n  - c\\n\\n- d | <ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li><li>d</li></ul>",
                "3. a\\n4. b | <ol start=\"3\"><li>a</li><li>b</li></ol>",
                "> a\\n> > b\\n\\nc | <blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>",
                "a\\nb\\n\\nc | <p>a<br>b</p><p>c</p>",
                "a\\n***\\nb | <p>a</p><hr><p>b</p>",
                "[[1]](https://c.example) | <p><a href=\"https://c.example/\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">[1]</a></p>",
                "[a](ftp://b.example) | <p><span>a (ftp://b.example)</span></p>",
                "[a][b] (c) | <p>[a][b] (c)</p>",
                "![dog](https://x.example/dog.png) | <p><a href=\"https://x.example/dog.png\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">dog</a></p>",
                "a < b > c & d | <p>a &lt; b &gt; c &amp; d</p>",
            })
    void markdown_becomes_nodes(String text, String expected) {
        String made = browser.value(
                        "import('./markdown.js').then(markdown => { const around = document.createElement('div');"
                                + "around.append(markdown.render(" + json(text.replace("\\n", "\n"))
                                + ")); return around.innerHTML; })")
                .asText();

        assertThat(made).isEqualTo(expected);
    }

    @Test
    void code_stays_as_it_is_even_where_its_fence_is_never_closed() {
        String text = "```java\nif (a < b) {\n    *c* = \"<b>\";\n";
        JsonNode made = browser.value(
                "import('./markdown.js').then(markdown => { const pre = markdown.render(" + json(text)
                        + ").firstChild; return [pre.nodeName, pre.getAttribute('aria-label'), pre.textContent, pre.querySelectorAll('*').length]; })");

        assertThat(made.path(0).asText()).isEqualTo("PRE");
        assertThat(made.path(1).asText()).isEqualTo("Code, java");
        assertThat(made.path(2).asText()).startsWith("if (a < b) {\n    *c* = \"<b>\";");
        assertThat(made.path(3).asInt()).isEqualTo(1);
    }

    /** What grows with the length alone cannot be made slow: each character becomes part of a bounded number of nodes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "**a",
                "*a **b ",
                "_a_",
                "[",
                "[]",
                "[a](",
                "![",
                "`",
                "`a``b",
                "<",
                "<http://a",
                ">",
                "> ",
                "- ",
                "1. ",
                "#",
                "# a\n",
                "|",
                "|a\n|-\n",
                "~~",
                "\\\\",
                "http://",
                "a\n",
                "\n",
                "- a\n",
                "  - a\n",
                "> a\n",
                "```\n",
                "*[a](b)*",
                "(",
                "[a](javascript:b)"
            })
    void no_text_makes_it_slow_or_deep(String piece) {
        String measure = "import('" + chat.url() + "markdown.js').then(markdown => {"
                + "const text = " + json(piece) + ".repeat(Math.floor(%d / " + piece.length() + "));"
                + "const made = markdown.render(text); let nodes = 0; let deepest = 0;"
                + "const walk = document.createTreeWalker(made);"
                + "for (let depth = 0, node = walk.firstChild(); node; ) { nodes++; deepest = Math.max(deepest, depth);"
                + "  if (walk.firstChild()) { depth++; } else {"
                + "    while (!walk.nextSibling()) { if (!walk.parentNode() || walk.currentNode == made) return [nodes, deepest]; depth--; } }"
                + "  node = walk.currentNode; } return [nodes, deepest]; })";
        JsonNode small = browser.value(measure.formatted(10_000));
        JsonNode large = browser.value(measure.formatted(200_000));

        assertThat(large.path(0).asLong())
                .as("nodes")
                .isLessThanOrEqualTo(22L * Math.max(10, small.path(0).asLong()));
        assertThat(large.path(1).asInt()).as("depth").isLessThan(40);
    }

    private static String json(String text) {
        return TextNode.valueOf(text).toString();
    }
}
