package io.github.camelopenrouter.wire;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.wire.Wire.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Answers of {@code completion} that are good, however odd they look. */
class AnswersTest extends WireTestSupport {

    @Test
    void whitespace_that_kept_the_line_alive_is_skipped() {
        String blank = "\n         \n";
        Reply reply = Reply.bytes(
                200,
                "application/json",
                Wire.bytes(blank),
                Wire.bytes(blank),
                Wire.bytes(blank.repeat(33)),
                Wire.bytes(whole("2 + 2 = 4")));

        assertThat(answer(reply).getBody()).isEqualTo("2 + 2 = 4");
    }

    @Test
    void a_recorded_answer_gives_every_fact_of_the_call() {
        Message message = answer(Reply.json(RECORDED));

        assertThat(message.getBody()).isEqualTo("2 + 2 = 4");
        assertThat(message.getHeader(OpenRouterConstants.RESPONSE_ID)).isEqualTo("gen-1780944464-aVi4x8Mw2aEBGnCL6z99");
        assertThat(message.getHeader(OpenRouterConstants.RESPONSE_MODEL))
                .isEqualTo("anthropic/claude-4.5-haiku-20251001");
        assertThat(message.getHeader(OpenRouterConstants.PROVIDER)).isEqualTo("Amazon Bedrock");
        assertThat(message.getHeader(OpenRouterConstants.FINISH_REASON)).isEqualTo("stop");
        assertThat(message.getHeader(OpenRouterConstants.NATIVE_FINISH_REASON)).isEqualTo("end_turn");
        assertThat(message.getHeader(OpenRouterConstants.PROMPT_TOKENS)).isEqualTo(16);
        assertThat(message.getHeader(OpenRouterConstants.COMPLETION_TOKENS)).isEqualTo(13);
        assertThat(message.getHeader(OpenRouterConstants.TOTAL_TOKENS)).isEqualTo(29);
        assertThat(message.getHeader(OpenRouterConstants.REASONING_TOKENS)).isEqualTo(0);
        assertThat(message.getHeader(OpenRouterConstants.CACHED_TOKENS)).isEqualTo(0);
        assertThat(message.getHeader(OpenRouterConstants.COST)).isEqualTo(new BigDecimal("0.000081"));
        assertThat(message.getHeader(OpenRouterConstants.BYOK_USED)).isEqualTo(false);
    }

    @Test
    void what_the_service_did_not_say_is_absent_and_not_zero() {
        Message message = answer(Reply.json(
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":null}]}"));

        assertThat(message.getBody()).isEqualTo("hi");
        assertThat(message.getHeaders().keySet()).noneMatch(name -> name.startsWith("CamelOpenRouter"));
    }

    @Test
    void members_that_are_null_are_absent_too() {
        Message message = answer(Reply.json(
                "{\"id\":null,\"model\":null,\"provider\":null,\"created\":null,\"object\":null,\"error\":null,"
                        + "\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"logprobs\":null,\"finish_reason\":null,"
                        + "\"native_finish_reason\":null,\"error\":null,\"message\":{\"role\":null,\"content\":\"hi\","
                        + "\"refusal\":null,\"reasoning\":null,\"reasoning_details\":null,\"tool_calls\":null}}],"
                        + "\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":null,\"total_tokens\":null,\"cost\":null,"
                        + "\"is_byok\":null,\"prompt_tokens_details\":null,\"completion_tokens_details\":null}}"));

        assertThat(message.getBody()).isEqualTo("hi");
        assertThat(message.getHeaders().keySet()).noneMatch(name -> name.startsWith("CamelOpenRouter"));
    }

    @Test
    void zeros_of_a_cache_hit_are_told_as_zeros() {
        Message message = answer(Reply.json("{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":"
                        + "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0,\"cost\":0}}")
                .header("X-OpenRouter-Cache-Status", "HIT"));

        assertThat(message.getHeader(OpenRouterConstants.PROMPT_TOKENS)).isEqualTo(0);
        assertThat(message.getHeader(OpenRouterConstants.COMPLETION_TOKENS)).isEqualTo(0);
        assertThat(message.getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo("0");
        assertThat(message.getHeader(OpenRouterConstants.CACHE_STATUS)).isEqualTo("HIT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"reasoning\":null}",
                "{\"role\":\"assistant\",\"content\":\"\"}",
                "{\"role\":\"assistant\",\"content\":[]}",
                "{\"role\":\"assistant\"}",
                "{}",
                "null"
            })
    void no_content_is_an_empty_body(String message) {
        Message answered = answer(Reply.json(whole(message, "\"stop\"")));

        assertThat(answered.getBody()).isEqualTo("");
        assertThat(answered.getHeader(OpenRouterConstants.FINISH_REASON)).isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"stop\"',stop",
        "'\"length\"',length",
        "'\"content_filter\"',content_filter",
        "'\"abort\"',abort",
        "'\"a word of tomorrow\"',a word of tomorrow",
        "'\"\"',",
        "'\"  \"',",
        "'\"null\"',",
        "null,",
        "'{}',",
        "'[\"stop\"]',",
    })
    void a_finish_reason_is_any_word_or_none(String wire, String told) {
        assertThat(answer(Reply.json(whole("{\"content\":\"hi\"}", wire))).getHeader(OpenRouterConstants.FINISH_REASON))
                .isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"null,tool_calls", "'\"\"',tool_calls", "'\"stop\"',stop", "'\"tool_calls\"',tool_calls"})
    void tool_calls_are_told_whatever_the_finish_reason_says(String wire, String told) {
        ChatResponse response = response(Reply.json(whole(
                "{\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":\"{}\"}}]}",
                wire)));

        assertThat(response.finishReason()).isEqualTo(told);
        assertThat(response.message().toolCalls()).hasSize(1);
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                arguments("\"plain\"", "plain"),
                arguments("[{\"type\":\"text\",\"text\":\"one \"},{\"type\":\"text\",\"text\":\"two\"}]", "one two"),
                arguments("[\"one \",\"two\"]", "one two"),
                arguments(
                        "[{\"type\":\"text\",\"text\":\"see\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:,\"}}]",
                        "see"),
                arguments(
                        "[{\"type\":\"text\",\"text\":null},{\"type\":\"text\"},null,7,{\"type\":\"text\",\"text\":\"x\"}]",
                        "x"),
                arguments(
                        "\"caf\\u00e9 \\ud83d\\ude00 \u4f60\u597d \u2028\"",
                        "caf\u00e9 \uD83D\uDE00 \u4f60\u597d \u2028"));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void text_parts_are_joined(String content, String text) {
        assertThat(answer(Reply.json(whole("{\"role\":\"assistant\",\"content\":" + content + "}", "\"stop\"")))
                        .getBody())
                .isEqualTo(text);
    }

    @Test
    void images_and_annotations_stay_on_the_message() {
        ChatResponse response = response(Reply.json(whole(
                "{\"content\":\"\",\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,aGk=\"}}],"
                        + "\"annotations\":[{\"type\":\"file\",\"file\":{\"hash\":\"h\"}}]}",
                "\"stop\"")));

        assertThat(response.message()
                        .extra()
                        .get("images")
                        .at("/0/image_url/url")
                        .textValue())
                .isEqualTo("data:image/png;base64,aGk=");
        assertThat(response.message()
                        .extra()
                        .get("annotations")
                        .at("/0/file/hash")
                        .textValue())
                .isEqualTo("h");
    }

    @Test
    void an_image_of_megabytes_is_read() {
        String image = "data:image/png;base64," + "A".repeat(2_000_000);
        ChatResponse response = response(Reply.json(
                whole("{\"content\":\"\",\"images\":[{\"image_url\":{\"url\":\"" + image + "\"}}]}", "\"stop\"")));

        assertThat(response.message()
                        .extra()
                        .get("images")
                        .at("/0/image_url/url")
                        .textValue())
                .isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({
        "3.4e-07,0.00000034",
        "3e-05,0.00003",
        "0,0",
        "0.000081,0.000081",
        "1,1",
        "'\"0.25\"',0.25",
        "12345678901234567890.123456789,12345678901234567890.123456789"
    })
    void the_cost_is_exact(String wire, BigDecimal cost) {
        Object header = answer(Reply.json(
                        "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"cost\":" + wire + "}}"))
                .getHeader(OpenRouterConstants.COST);

        assertThat((BigDecimal) header).isEqualByComparingTo(cost);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"much\"",
                "9e999999999",
                "1e-999999999",
                "[1]",
                "{\"a\":1}",
                "true",
                "\"\"",
            })
    void a_number_that_makes_no_sense_counts_as_absent(String wire) {
        Message message = answer(Reply.json("{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"created\":" + wire
                + ",\"usage\":{\"cost\":" + wire + ",\"prompt_tokens\":" + wire + ",\"total_tokens\":3}}"));

        assertThat(message.getHeader(OpenRouterConstants.COST)).isNull();
        assertThat(message.getHeader(OpenRouterConstants.PROMPT_TOKENS)).isNull();
        assertThat(message.getHeader(OpenRouterConstants.TOTAL_TOKENS)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[[]]", "[{}]", "{}", "{\"a\":[1]}", "1", "\"yes\"", "null"})
    void a_flag_that_is_no_flag_counts_as_absent(String wire) {
        Message message = answer(Reply.json("{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"is_byok\":"
                + wire + ",\"total_tokens\":3}}"));

        assertThat(message.getHeader(OpenRouterConstants.BYOK_USED)).isNull();
        assertThat(message.getHeader(OpenRouterConstants.TOTAL_TOKENS)).isEqualTo(3);
    }

    @Test
    void the_identity_is_that_of_who_answered() {
        ChatResponse response = response(Reply.json("{\"id\":\"gen-9\",\"created\":0,\"provider\":\"Amazon Bedrock\","
                + "\"model\":\"anthropic/claude-4.5-haiku-20251001\",\"system_fingerprint\":null,"
                + "\"choices\":[{\"message\":{\"content\":\"hi\"}}]}"));

        assertThat(simulator.requests().get(0).json().path("model").textValue()).isEqualTo("openai/gpt-4o-mini");
        assertThat(response.model()).isEqualTo("anthropic/claude-4.5-haiku-20251001");
        assertThat(response.provider()).isEqualTo("Amazon Bedrock");
        assertThat(response.created()).isZero();
        assertThat(response.extra()).doesNotContainKey("system_fingerprint");
    }

    @Test
    void a_generation_id_that_only_the_head_knows_is_told() {
        assertThat(answer(Reply.json("{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}")
                                .header("X-Generation-Id", "gen-head"))
                        .getHeader(OpenRouterConstants.RESPONSE_ID))
                .isEqualTo("gen-head");
    }

    @Test
    void an_event_stream_that_nobody_asked_for_is_read() {
        Message message = answer(Reply.sse(
                ": OPENROUTER PROCESSING\n\n",
                Wire.text("Hel"),
                Wire.text("lo"),
                Wire.finish("stop"),
                Wire.usage(),
                Wire.DONE));

        assertThat(message.getBody()).isEqualTo("Hello");
        assertThat(message.getHeader(OpenRouterConstants.FINISH_REASON)).isEqualTo("stop");
        assertThat(message.getHeader(OpenRouterConstants.COST)).isEqualTo(new BigDecimal("0.000081"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/problem+json",
                "text/plain",
                "text/html"
            })
    void an_answer_is_read_as_utf8_whatever_its_type_is_called(String contentType) {
        Reply reply = Reply.bytes(200, contentType, Wire.bytes(whole("\u4f60\u597d \uD83D\uDE00 caf\u00e9")));

        assertThat(answer(reply).getBody()).isEqualTo("\u4f60\u597d \uD83D\uDE00 caf\u00e9");
    }

    @Test
    void code_points_cut_by_the_network_stay_whole() {
        byte[] all = Wire.bytes(whole("\u4f60\uD83D\uDE00"));
        byte[][] writes = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            writes[i] = new byte[] {all[i]};
        }

        assertThat(answer(Reply.bytes(200, "application/json", writes)).getBody())
                .isEqualTo("\u4f60\uD83D\uDE00");
    }

    static Stream<String> tolerated() {
        String odd =
                "\"x_new\":{\"a\":[1,{\"b\":null}]},\"x_list\":[[],{}],\"x_text\":\"t\",\"x_number\":1e400,\"x_null\":null";
        return Stream.of(
                RECORDED.replaceFirst("\\{", "{" + odd + ","),
                RECORDED.replace("\"choices\":[{", "\"choices\":[{" + odd + ","),
                RECORDED.replace("\"message\":{", "\"message\":{" + odd + ","),
                RECORDED.replace("\"usage\":{", "\"usage\":{" + odd + ","),
                RECORDED.replace("\"prompt_tokens_details\":{", "\"prompt_tokens_details\":{" + odd + ","),
                RECORDED.replace("\"completion_tokens_details\":{", "\"completion_tokens_details\":{" + odd + ","),
                RECORDED.replace("\"cost_details\":{", "\"cost_details\":{" + odd + ","),
                RECORDED.replace("{\"", "{" + odd + ",\""));
    }

    @ParameterizedTest
    @MethodSource("tolerated")
    void members_of_tomorrow_change_nothing(String body) {
        ChatResponse known = response(Reply.json(RECORDED));
        ChatResponse read = response(Reply.json(body));

        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("extra", "choices", "usage.raw")
                .isEqualTo(known);
        assertThat(read.text()).isEqualTo(known.text());
        assertThat(read.finishReason()).isEqualTo(known.finishReason());
        assertThat(read.choices().get(0).nativeFinishReason()).isEqualTo("end_turn");
    }

    @Test
    void members_of_tomorrow_are_kept_for_who_knows_them() {
        ChatResponse read = response(Reply.json(RECORDED.replaceFirst("\\{", "{\"x_new\":{\"a\":1},")));

        assertThat(read.extra().get("x_new").toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void the_request_is_the_same_to_the_byte_each_time_and_has_no_empty_members() {
        for (int i = 0; i < 2; i++) {
            answer(Reply.json(whole("hi")));
        }

        List<String> bodies =
                simulator.requests().stream().map(request -> request.text()).toList();
        assertThat(bodies.get(0)).isEqualTo(bodies.get(1));
        assertThat(simulator.requests().get(0).json().properties())
                .extracting(java.util.Map.Entry::getKey)
                .doesNotContain("provider", "plugins", "models", "stream_options", "max_tokens", "tools");
        assertThat(bodies.get(0)).doesNotContain("null", "[]", "{}");
    }

    private static final String RECORDED = """
            {"id":"gen-1780944464-aVi4x8Mw2aEBGnCL6z99","object":"chat.completion","created":1780944464,
             "model":"anthropic/claude-4.5-haiku-20251001","provider":"Amazon Bedrock",
             "system_fingerprint":null,"service_tier":null,
             "choices":[{"index":0,"logprobs":null,"finish_reason":"stop","native_finish_reason":"end_turn",
               "message":{"role":"assistant","content":"2 + 2 = 4","refusal":null,"reasoning":null}}],
             "usage":{"prompt_tokens":16,"completion_tokens":13,"total_tokens":29,"cost":0.000081,"is_byok":false,
               "prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0,"video_tokens":0},
               "cost_details":{"upstream_inference_cost":0.000081,"upstream_inference_prompt_cost":1.6e-05},
               "completion_tokens_details":{"reasoning_tokens":0,"image_tokens":0,"audio_tokens":0}}}""";
}
