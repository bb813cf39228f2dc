package io.github.camelopenrouter.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRouterVerifyTest {
    private static final String KEY = "sk-or-v1-0123456789abcdef0123456789abcdef";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private OpenRouterSimulator simulator;

    @BeforeEach
    void pointToASimulatorWithOneKey() {
        simulator = OpenRouterSimulator.builder().apiKeys(KEY).start();
        environment.put("OPENROUTER_API_KEY", KEY);
        environment.put("OPENROUTER_BASE_URL", simulator.baseUrl());
        environment.put("OPENROUTER_MODEL", "openai/gpt-4o-mini");
    }

    @AfterEach
    void neverShowsTheKey() {
        simulator.close();
        assertThat(text(out) + text(err)).doesNotContain(KEY).doesNotContain(KEY.substring(12, 24));
    }

    @Test
    void a_configuration_that_is_fine_passes_all_checks() {
        assertThat(run()).isZero();

        assertThat(results())
                .isEqualTo("key ok, model ok, credit ok, completion ok, stream ok, structured answer ok, tool call ok,"
                        + " total ok");
        assertThat(text(err)).isEmpty();
        assertThat(text(out))
                .contains("openai/gpt-4o-mini at " + simulator.baseUrl())
                .contains("0.15 USD for a million tokens in, 0.60 out; 2 providers")
                .contains("\"17 * 23 = 391\" from OpenAI")
                .contains("weather({\"city\":\"Berlin\"}), then \"The tool answered: 18 degrees, sunny\"");
    }

    @Test
    void a_key_alone_is_enough_and_the_components_own_model_is_asked() {
        environment.remove("OPENROUTER_MODEL");

        assertThat(run()).isZero();

        assertThat(text(out)).contains("anthropic/claude-3-haiku:beta at " + simulator.baseUrl());
        assertThat(results())
                .isEqualTo(
                        "key ok, model ok, credit ok, completion ok, stream ok, structured answer skipped, tool call ok,"
                                + " total ok");
    }

    @Test
    void the_total_is_what_the_service_bills() throws IOException {
        assertThat(run("--json")).isZero();

        JsonNode report = report();
        assertThat(report.at("/total/cost").decimalValue()).isPositive().isEqualByComparingTo(simulator.billed());
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode check : report.path("checks")) {
            sum = sum.add(check.path("cost").decimalValue());
        }
        assertThat(sum).isEqualByComparingTo(simulator.billed());
        assertThat(simulator.chatCallsAnswered())
                .as("one call each, and two for the tool")
                .isEqualTo(5);
    }

    @Test
    void json_is_one_document() throws IOException {
        assertThat(run("--json")).isZero();

        JsonNode report = report();
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("simulator").asBoolean()).isFalse();
        assertThat(report.path("service").asText()).isEqualTo(simulator.baseUrl());
        assertThat(report.path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(report.path("checks").findValuesAsText("check"))
                .containsExactly("key", "model", "credit", "completion", "stream", "structured answer", "tool call");
        assertThat(report.path("checks").findValuesAsText("result")).containsOnly("ok");
        assertThat(report.at("/checks/3/prompt_tokens").asInt()).isPositive();
        assertThat(report.at("/checks/3").has("milliseconds")).isTrue();
        assertThat(report.at("/checks/3/remedy").isNull()).isTrue();
    }

    @Test
    void without_a_key_a_simulator_answers_and_one_line_says_so() {
        environment.clear();

        assertThat(run()).isZero();

        assertThat(text(out).lines().findFirst())
                .hasValue("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        assertThat(results()).endsWith("tool call ok, total ok");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_simulator_can_be_asked_for_where_there_is_a_key() throws IOException {
        assertThat(run("--simulator", "--json")).isZero();

        assertThat(report().path("simulator").asBoolean()).isTrue();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void another_address_without_a_key_is_a_failure() {
        environment.remove("OPENROUTER_API_KEY");

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key failed, model not run, credit not run");
        assertThat(words()).contains(Remedy.NO_KEY.text());
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_wrong_key_ends_the_checks() {
        environment.put("OPENROUTER_API_KEY", "sk-or-v1-ffffffffffffffff");

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results())
                .isEqualTo("key failed, model not run, credit not run, completion not run, stream not run,"
                        + " structured answer not run, tool call not run, total failed");
        assertThat(words()).contains("OpenRouter refused the API key (401): User not found.", Remedy.WRONG_KEY.text());
        assertThat(text(out)).doesNotContain("ffffffff");
        assertThat(simulator.chatCallsAnswered()).isZero();
    }

    @Test
    void no_credit_ends_the_checks_before_a_call_is_made() {
        simulator.account(KEY).credits(BigDecimal.ZERO);

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key ok, model ok, credit failed, completion not run");
        assertThat(words()).contains("the credit is used up: 0 USD of 0 USD left", Remedy.NO_CREDIT.text());
        assertThat(simulator.chatCallsAnswered()).isZero();
    }

    @Test
    void a_call_that_is_too_dear_for_the_credit_fails() {
        simulator.account(KEY).credits(new BigDecimal("0.0000001"));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key ok, model ok, credit ok, completion failed, stream not run");
        assertThat(words()).contains("insufficient balance (402)", Remedy.NO_CREDIT.text());
    }

    @Test
    void a_key_whose_limit_is_used_up_fails() {
        simulator.account(KEY).keyLimit(BigDecimal.ZERO, "daily");

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key failed, model not run");
        assertThat(words()).contains("the limit of the key is used up", "reset daily", Remedy.NO_CREDIT.text());
    }

    @Test
    void the_limit_of_a_key_is_told() {
        simulator.account(KEY).keyLimit(new BigDecimal("2.5"), "monthly");

        assertThat(run()).isZero();

        assertThat(text(out)).contains("2.5 USD of 2.5 USD left, reset monthly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody/nothing", "gpt-4o-mini"})
    void an_unknown_model_ends_the_checks(String model) {
        assertThat(run("--model=" + model)).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key ok, model failed, credit not run, completion not run");
        assertThat(words()).contains("the catalogue has no model " + model, Remedy.UNKNOWN_MODEL.text());
    }

    @Test
    void a_model_that_only_the_service_has_needs_a_key() {
        assertThat(run("--simulator", "--model=x-ai/grok-4")).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(words()).contains("the simulator has no model x-ai/grok-4", Remedy.SIMULATOR.text());
    }

    @Test
    void a_model_without_schemas_skips_that_check() {
        assertThat(run("--model=anthropic/claude-3-haiku")).isZero();

        assertThat(results()).contains("structured answer skipped, tool call ok, total ok");
        assertThat(text(out)).contains("the catalogue lists no structured_outputs for this model");
    }

    @Test
    void a_model_without_tools_skips_that_check() {
        assertThat(run("--model=google/gemini-2.5-flash-image")).isZero();

        assertThat(results()).contains("structured answer ok, tool call skipped, total ok");
        assertThat(text(out)).contains("the catalogue lists no tools for this model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini:nitro", "anthropic/claude-3-haiku:beta", "openrouter/auto"})
    void variants_and_routers_are_models_too(String model) {
        assertThat(run("--model=" + model)).isZero();

        assertThat(results()).startsWith("key ok, model ok, credit ok, completion ok, stream ok");
    }

    @Test
    void a_service_that_cannot_be_reached_ends_the_checks() {
        simulator.close();

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key failed, model not run");
        assertThat(words()).contains("the connection to localhost:", "was refused", Remedy.NO_NETWORK.text());
    }

    @Test
    void a_rate_limit_ends_the_checks() {
        simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}"));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).contains("completion failed, stream not run");
        assertThat(words()).contains("(429)", "Slow down", Remedy.TOO_MANY_CALLS.text());
    }

    @Test
    void a_rate_limit_of_the_lookups_ends_the_checks() {
        simulator.replyWith(request -> request.path().endsWith("/key")
                ? Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                : null);

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key failed, model not run");
        assertThat(words()).contains("rate limit (429): Slow down", Remedy.TOO_MANY_CALLS.text());
    }

    @Test
    void a_page_instead_of_the_service_ends_the_checks() {
        simulator.replyWith(request ->
                Reply.json(404, "<!DOCTYPE html><title>Not Found</title>").header("Content-Type", "text/html"));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(words()).contains("OpenRouter is not at this address (404)", Remedy.WRONG_ADDRESS.text());
    }

    @Test
    void a_key_that_may_not_read_the_credit_skips_that_check() {
        simulator.replyWith(request -> request.path().endsWith("/credits")
                ? Reply.json(403, "{\"error\":{\"message\":\"Only management keys can do this\",\"code\":403}}")
                : null);

        assertThat(run()).isZero();

        assertThat(results()).startsWith("key ok, model ok, credit skipped, completion ok");
    }

    @Test
    void one_check_that_fails_lets_the_others_run() {
        simulator.enqueue(
                Reply.completion("fine"),
                Reply.sse("data: {\"choices\":[{\"delta\":{\"content\":\"half an ans\"}}]}\n\n"));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).endsWith("stream failed, structured answer ok, tool call ok, total failed");
        assertThat(text(out).lines().filter(line -> line.startsWith("total")))
                .singleElement()
                .asString()
                .contains("unknown"); // a stream that broke may be billed
    }

    @Test
    void an_answer_that_is_not_of_the_schema_fails() {
        simulator.enqueue(
                Reply.completion("fine"), Reply.streamed("fine", 2), Reply.completion("{\"town\":\"Paris\"}"));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).contains("structured answer failed, tool call ok");
    }

    @Test
    void a_model_that_does_not_call_the_tool_fails() {
        simulator.enqueue(
                Reply.completion("fine"),
                Reply.streamed("fine", 2),
                Reply.completion("{\"city\":\"Paris\",\"country\":\"France\"}"),
                Reply.completion("It is sunny."));

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).endsWith("tool call failed, total failed");
        assertThat(text(out)).contains("the model did not call the tool that was offered");
    }

    @Test
    void a_key_in_the_words_of_the_service_is_masked() {
        simulator.replyWith(request -> request.path().endsWith("/key")
                ? Reply.json(
                        401,
                        "{\"error\":{\"message\":\"No user for " + KEY + " or \\u001b[31m" + KEY.substring(9, 30)
                                + "\",\"code\":401}}")
                : null);

        assertThat(run()).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(words()).contains("No user for sk-or-v1-*** or");
        assertThat(text(out)).doesNotContain("\u001b");
    }

    @Test
    void a_key_in_a_failure_of_a_call_is_masked() throws IOException {
        simulator.enqueue(Reply.json(401, "{\"error\":{\"message\":\"Bad key " + KEY + "\",\"code\":401}}"));

        assertThat(run("--json")).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(report().at("/checks/3/error").asText()).contains("Bad key").contains("***");
    }

    @Test
    void a_key_in_an_answer_or_a_label_is_masked() {
        simulator.replyWith(request -> request.path().endsWith("/key")
                ? Reply.json("{\"data\":{\"label\":\"" + KEY + "\",\"limit\":null}}")
                : null);
        simulator.enqueue(Reply.completion("You are " + KEY));

        assertThat(run()).isZero();

        assertThat(text(out)).contains("sk-or-v1-***; no limit", "\"You are sk-or-v1-***\"");
    }

    @Test
    void a_budget_that_pays_for_no_call_ends_the_checks() {
        assertThat(run("--budget=0.0000001")).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).contains("completion failed, stream not run");
        assertThat(words()).contains(Remedy.BUDGET.text());
        assertThat(simulator.chatCallsAnswered()).isZero();
    }

    @Test
    void a_service_that_never_answers_ends_with_the_time() {
        simulator.enqueue(Reply.hang());

        assertThat(run("--timeout=3s")).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).endsWith("tool call not run, total failed");
        assertThat(words()).contains(Remedy.TIME.text());
    }

    @Test
    void a_lookup_that_never_ends_ends_with_the_time() {
        simulator.replyWith(request -> Reply.json("{\"data\":").thenHang());

        assertThat(run("--timeout=1s")).isEqualTo(OpenRouterVerify.FAILED);

        assertThat(results()).startsWith("key failed, model not run");
        assertThat(words()).contains(Remedy.TIME.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--modle=x | There is no argument --modle",
                "sk-or-v1-0123456789abcdef | Each argument must be --NAME or --NAME=VALUE",
                "--key=sk-or-v1-0123456789abcdef | A key does not belong on the command line",
                "--budget=much | --budget must be an amount of USD like 0.10",
                "--budget=0 | --budget must be an amount of USD like 0.10",
                "--timeout=5 | --timeout must be a time like 90s or 2m",
                "--base-url=nonsense | --base-url or OPENROUTER_BASE_URL must be an absolute https address",
                "--base-url=http://openrouter.ai/api/v1 | --base-url or OPENROUTER_BASE_URL is plain http to another",
                "--model=:beta | --model or OPENROUTER_MODEL must name a model"
            })
    void arguments_that_make_no_sense_are_explained(String argument, String why) {
        assertThat(run(argument)).isEqualTo(OpenRouterVerify.MISUSED);

        assertThat(text(err).lines().toList()).hasSize(2).last().isEqualTo("--help shows the arguments");
        assertThat(text(err)).startsWith(why);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void help_tells_all_arguments_and_asks_nobody() {
        assertThat(run("--help")).isZero();

        assertThat(text(out)).contains("--model=", "--base-url=", "--budget=", "--timeout=", "--simulator", "--json");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void the_page_shows_the_table() throws IOException {
        environment.clear();
        run();

        assertThat(unhurried(text(out).lines().toList())).isEqualTo(unhurried(shown("table")));
    }

    @Test
    void the_page_shows_a_failure() throws IOException {
        environment.put("OPENROUTER_API_KEY", "sk-or-v1-ffffffffffffffff");
        run();

        assertThat(unhurried(text(out).lines().toList())).isEqualTo(unhurried(shown("failure")));
    }

    private static List<String> shown(String tag) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/docs/shown.txt"));
        return lines.subList(lines.indexOf("# tag::" + tag + "[]") + 1, lines.indexOf("# end::" + tag + "[]"));
    }

    /** Times, ports and versions differ from run to run, and tokens with every word of a request. */
    private static List<String> unhurried(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll(" *\\d+\\.\\d\\d s", " TIME")
                        .replaceAll(" *\\d+ \\+ \\d+ +[0-9.]+", " TOKENS COST")
                        .replaceAll("localhost:\\d+", "localhost:PORT")
                        .replaceAll("Camel [0-9.]+", "Camel VERSION"))
                .toList();
    }

    private int run(String... arguments) {
        return new OpenRouterVerify(print(out), print(err), environment::get).run(arguments);
    }

    /** The first two columns of the table. */
    private String results() {
        return text(out)
                .lines()
                .filter(line ->
                        line.matches("(key|model|credit|completion|stream|structured answer|tool call|total) .*"))
                .map(line ->
                        line.substring(0, Math.min(line.length(), 26)).strip().replaceAll(" {2,}", " "))
                .reduce((all, line) -> all + ", " + line)
                .orElse("");
    }

    /** The output as one line. */
    private String words() {
        return text(out).replaceAll("\\s+", " ");
    }

    private JsonNode report() throws IOException {
        return MAPPER.readTree(text(out));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
