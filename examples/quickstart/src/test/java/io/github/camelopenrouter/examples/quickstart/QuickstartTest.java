package io.github.camelopenrouter.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class QuickstartTest {
    private static final Pattern DOLLARS = Pattern.compile("\\$([0-9.]+)");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private OpenRouterSimulator simulator;

    @BeforeEach
    void pointToASimulatorWithOneKey() {
        simulator = OpenRouterSimulator.builder().apiKeys("sk-or-v1-good").start();
        environment.put("OPENROUTER_API_KEY", "sk-or-v1-good");
        environment.put("OPENROUTER_BASE_URL", simulator.baseUrl());
        environment.put("OPENROUTER_MODEL", "openai/gpt-4o-mini");
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Test
    void every_call_and_the_total_tell_what_the_service_billed() throws IOException {
        int status = run("What is 17 * 23?", "# no question", "", "Say hello", "Tell a story in 3 sentences");

        assertThat(err()).isEmpty();
        assertThat(status).isZero();
        assertThat(out())
                .contains("17 * 23 = 391")
                .contains("openai/gpt-4o-mini")
                .contains("OpenAI");
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal last = null;
        int costs = 0;
        for (Matcher cost = DOLLARS.matcher(out()); cost.find(); costs++) {
            last = new BigDecimal(cost.group(1));
            sum = sum.add(last);
        }
        assertThat(costs).as("three calls and the total").isEqualTo(4);
        assertThat(last).isPositive().isEqualByComparingTo(simulator.billed());
        assertThat(sum.subtract(last)).as("the calls").isEqualByComparingTo(last);
        assertThat(out()).contains("Total: 3 calls");
    }

    @Test
    void only_the_last_question_is_streamed() throws IOException {
        run("Say hello", "Say goodbye");

        assertThat(simulator.requests())
                .filteredOn(request -> request.path().endsWith("/chat/completions"))
                .extracting(request -> request.json().path("stream").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void without_a_key_a_simulator_answers_and_one_line_says_so() throws IOException {
        environment.clear();

        int status = run("Say hello");

        assertThat(err()).isEmpty();
        assertThat(status).isZero();
        assertThat(out().lines().filter(line -> line.contains("OPENROUTER_API_KEY")))
                .hasSize(1);
        assertThat(out()).contains("hello").contains("Total: 1 call");
    }

    @Test
    void a_wrong_key_ends_with_one_line() throws IOException {
        environment.put("OPENROUTER_API_KEY", "sk-or-v1-bad");

        assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);

        assertThat(err().lines()).singleElement().asString().contains("API key").doesNotContain("sk-or");
    }

    @Test
    void an_unknown_model_ends_with_one_line() throws IOException {
        environment.put("OPENROUTER_MODEL", "nobody/nothing");

        assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);

        assertThat(err().lines()).singleElement().asString().contains("model not found", "nobody/nothing");
    }

    @Test
    void a_service_that_cannot_be_reached_ends_with_one_line() throws IOException {
        simulator.close();

        assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);

        assertThat(err().lines()).singleElement().asString().contains("the connection to localhost:", "was refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENROUTER_BASE_URL | nonsense | must be an absolute https address",
                "OPENROUTER_BASE_URL | http://openrouter.ai/api/v1 | is plain http to another host",
                "OPENROUTER_BASE_URL | https://openrouter.ai:99999/api/v1 | must have a port from 1 to 65535",
                "OPENROUTER_BASE_URL | https://openrouter.ai/api/v1/chat/completions | leave /chat/completions away",
                "OPENROUTER_MODEL | :beta | must name a model",
            })
    void a_bad_setting_ends_with_one_line_that_names_it(String variable, String value, String why) throws IOException {
        environment.put(variable, value);

        assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);

        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("The environment variable " + variable)
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENROUTER_TEMPERATURE | 9 | a number from 0 to 2, not '9'",
                "OPENROUTER_TEMPERATURE | abc | a number from 0 to 2, not 'abc'",
                "OPENROUTER_TEMPERATURE | 0,5 | a number from 0 to 2, not '0,5'",
                "OPENROUTER_DISABLE_THINKING | perhaps | true or false, not 'perhaps'",
            })
    void a_bad_variable_that_the_component_reads_ends_with_one_line_that_names_it(
            String variable, String value, String why) throws IOException {
        System.setProperty(variable, value);
        try {
            assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);
        } finally {
            System.clearProperty(variable);
        }

        assertThat(err().lines())
                .singleElement()
                .asString()
                .isEqualTo("The environment variable " + variable + " must be " + why);
    }

    @Test
    void a_key_that_cannot_be_one_ends_with_one_line_that_names_its_variable() throws IOException {
        environment.put("OPENROUTER_API_KEY", "sk-or-v1 canary");

        assertThat(run("Say hello")).isEqualTo(Quickstart.FAILED);

        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("The environment variable OPENROUTER_API_KEY has characters that no key has")
                .doesNotContain("canary");
    }

    @Test
    void a_blank_model_is_none() throws IOException {
        environment.put("OPENROUTER_MODEL", " ");

        assertThat(run("Say hello")).isZero();
    }

    @Test
    void a_stream_that_breaks_fails_and_the_calls_before_it_are_told() throws IOException {
        simulator.enqueue(
                Reply.json("{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":0.5}}"),
                Reply.sse("data: {\"choices\":[{\"delta\":{\"content\":\"half an ans\"}}]}\n\n"));

        assertThat(run("Say hello", "Tell a story")).isEqualTo(Quickstart.FAILED);

        assertThat(out()).contains("half an ans").contains("Total: 1 call | 1 + 2 tokens | $0.5");
        assertThat(err().lines()).singleElement().asString().contains("the stream ended before");
    }

    @Test
    void a_missing_file_ends_with_one_line() {
        assertThat(quickstart().run(folder.resolve("nowhere.txt").toString())).isEqualTo(Quickstart.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("There is no file", "nowhere.txt");
    }

    @Test
    void a_file_without_a_question_ends_with_one_line() throws IOException {
        assertThat(run("# nothing here", "  ")).isEqualTo(Quickstart.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("no question");
    }

    @Test
    void a_file_that_is_no_text_ends_with_one_line() throws IOException {
        Path file = Files.write(folder.resolve("questions.bin"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThat(quickstart().run(file.toString())).isEqualTo(Quickstart.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("not text in UTF-8");
    }

    private int run(String... questions) throws IOException {
        Path file = Files.writeString(folder.resolve("questions.txt"), String.join("\n", questions));
        return quickstart().run(file.toString());
    }

    private Quickstart quickstart() {
        return new Quickstart(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment::get);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
