package io.github.camelopenrouter.examples.presentation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class PresentationTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private OpenRouterSimulator simulator;
    private Path file;

    @BeforeEach
    void pointToASimulatorWithOneKey() {
        file = folder.resolve("target/presentation.html");
        simulator = OpenRouterSimulator.builder().apiKeys("sk-or-v1-good").start();
        environment.put("OPENROUTER_API_KEY", "sk-or-v1-good");
        environment.put("OPENROUTER_BASE_URL", simulator.baseUrl());
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Test
    void terminal_and_page_tell_what_the_service_billed() throws IOException {
        int status = run("The", "rivers", "of", "France");

        assertThat(err()).isEmpty();
        assertThat(status).isZero();
        String total = "Total: 5 slides | $" + simulator.billed().toPlainString();
        assertThat(out().lines()).first().isEqualTo("Asking OpenRouter ...");
        assertThat(out().lines()).last().isEqualTo(total);
        assertThat(out())
                .contains(
                        "openai/gpt-4o-mini",
                        "1. France",
                        "5. France 5",
                        file.toUri().toString());
        assertThat(Files.readString(file)).containsSubsequence("<h2>France 5</h2>", total, "clearTimeout(reload)");
    }

    @Test
    void without_a_key_the_first_line_says_that_a_simulator_answers() {
        environment.clear();

        int status = run("The rivers of France");

        assertThat(err()).isEmpty();
        assertThat(status).isZero();
        assertThat(out().lines())
                .first()
                .isEqualTo("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        assertThat(out()).contains("Total: 5 slides | $");
    }

    @Test
    void a_page_of_an_earlier_run_is_written_anew() throws IOException {
        run("The rivers of France");
        run("The mountains of Spain");

        assertThat(Files.readString(file)).contains("<h1>Spain</h1>").doesNotContain("France");
    }

    @ParameterizedTest
    @CsvSource({"''", "' '"})
    void no_topic_ends_with_one_line(String topic) {
        assertThat(run(topic)).isEqualTo(Presentation.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("no topic", "-Dexec.args=");
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
            })
    void a_bad_setting_ends_with_one_line_and_the_page_ends_too(String variable, String value, String why)
            throws IOException {
        environment.put(variable, value);

        assertThat(run("The rivers of France")).isEqualTo(Presentation.FAILED);

        assertThat(err().lines()).singleElement().asString().contains(why).doesNotContain("sk-or");
        assertThat(Files.readString(file)).contains("it failed", "clearTimeout(reload)");
    }

    @Test
    void slides_that_break_off_stay_on_the_page_and_what_was_paid_is_told() throws IOException {
        simulator.enqueue(
                Reply.json("{\"choices\":[{\"message\":{\"content\":"
                        + "\"{\\\"title\\\":\\\"T\\\",\\\"slides\\\":[\\\"A\\\",\\\"B\\\",\\\"C\\\"]}\"},"
                        + "\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":0.5}}"),
                Reply.deltas("{\"slides\":[{\"title\":\"A\",\"points\":[]},{\"title\":\"B"));

        assertThat(run("Letters")).isEqualTo(Presentation.FAILED);

        assertThat(out())
                .contains("1. A", "Paid until it failed: at least $0.5")
                .doesNotContain("Total");
        assertThat(err().lines()).singleElement().asString().contains("the stream ended before");
        assertThat(Files.readString(file))
                .contains("<h2>A</h2>", "it failed", "clearTimeout(reload)")
                .doesNotContain("<h2>B");
    }

    @Test
    void a_page_that_cannot_be_written_ends_with_one_line_before_anything_is_paid() throws IOException {
        Files.writeString(folder.resolve("target"), "a file where a folder should be");

        assertThat(run("The rivers of France")).isEqualTo(Presentation.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("presentation.html", "cannot be written");
        assertThat(simulator.requests()).isEmpty();
    }

    private int run(String... topic) {
        return new Presentation(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment::get,
                        file)
                .run(topic);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
