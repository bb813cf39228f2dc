package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.Usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An answer that was stored comes back as it was. */
class AnswerJsonTest {
    private static final String FULL = """
            {"id":"gen-1","model":"openai/gpt-4o","provider":"OpenAI","object":"chat.completion","created":1780944464,
            "system_fingerprint":"fp_1","service_tier":"default","openrouter_metadata":{"attempt":1,"cost":1.50},
            "choices":[{"index":0,"finish_reason":"tool_calls","native_finish_reason":"tool_use",
            "logprobs":{"content":[{"token":"P","logprob":-0.25}]},
            "message":{"role":"assistant","content":"Grüße \\ud83d\\ude00 \\u0000","refusal":"no",
            "reasoning":"Think","reasoning_details":[
            {"type":"reasoning.text","text":"Think","signature":"s==","index":0},
            {"type":"reasoning.encrypted","data":"abc","index":1}],
            "tool_calls":[{"id":"call_1","type":"function","function":{"name":"find","arguments":"{\\"a\\":1}"}},
            {"id":"call_2","type":"function","function":{"name":"broken","arguments":"{\\"a\\":"}},
            {"function":{"arguments":""}}],
            "annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example","start_index":0}}],
            "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}],
            "audio":{"id":"a","data":"AAAA","transcript":"hi"}}}],
            "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":1.20E-7,"is_byok":true,
            "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2},
            "completion_tokens_details":{"reasoning_tokens":3},
            "cost_details":{"upstream_inference_cost":1e-30}}}""";

    private static ChatResponse read(String wire) throws IOException {
        byte[] json = wire.getBytes(StandardCharsets.UTF_8);
        WireAnswer answer = new WireAnswer();
        AnswerReader.read(json, 0, json.length, answer);
        AnswerAssembler assembler = new AnswerAssembler(1 << 20, 100);
        assembler.add(answer);
        return assembler.build(answer, "gen-head", "MISS");
    }

    private static ChatResponse stored(ChatResponse response) {
        return AnswerJson.read(AnswerJson.write(response));
    }

    @Test
    void an_answer_with_every_member_comes_back_as_it_was() throws IOException {
        ChatResponse response = read(FULL);

        assertThat(response.message().toolCalls())
                .extracting(ToolCall::error)
                .containsNull()
                .isNotEmpty();
        assertThat(stored(response)).isEqualTo(response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"message\":{\"content\":null}}],\"usage\":{}}",
                "{\"choices\":[{\"message\":{\"content\":\"\",\"reasoning_details\":[],\"tool_calls\":[]}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"\\ud800 alone\",\"name\":\"x\"}}],\"usage\":{\"cost\":\"0.5\"}}",
                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},\"b\"]}}],\"n\":1e400}",
                "{\"choices\":[{\"message\":{\"reasoning_details\":[{\"summary\":\"s\"},{\"data\":\"d\"}]}}],\"x\":100.0}"
            })
    void an_odd_answer_comes_back_too(String wire) throws IOException {
        ChatResponse response = read(wire);

        assertThat(stored(response)).isEqualTo(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "1.20E-7", "1E+3", "0.000081", "12345678901234567890.123456789"})
    void a_cost_keeps_its_very_digits(String cost) throws IOException {
        ChatResponse response =
                read("{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"cost\":\"" + cost + "\"}}");

        assertThat(stored(response).usage().cost()).isEqualTo(new BigDecimal(cost));
    }

    @Test
    void every_member_of_a_usage_that_was_read_from_no_answer_comes_back() {
        BigDecimal cost = new BigDecimal("0.10");
        Usage usage = new Usage(
                1L, 2L, 3L, 4L, 5L, 6L, cost, cost, true, 7L, 8L, 9L, 10L, cost, cost, 11L, 12L, 1L << 40, null);
        ChatMessage message = new ChatMessage("assistant", "a", null, null, null, null, null, null, Map.of());
        ChatResponse response = new ChatResponse(
                "gen-1", null, null, null, List.of(new ChatChoice(message, null, null)), usage, null, Map.of());

        assertThat(stored(response).usage())
                .usingRecursiveComparison()
                .ignoringFields("raw")
                .isEqualTo(usage);
    }

    @Test
    void what_is_stored_is_ascii_whatever_the_answer_says() throws IOException {
        assertThat(AnswerJson.write(read(FULL))).matches("\\p{ASCII}*").doesNotContain("\0");
    }

    @Test
    void what_is_stored_reads_as_an_answer_of_the_service() throws IOException {
        ChatResponse response = read(FULL);

        ChatResponse asIfAnswered = read(AnswerJson.write(response));

        assertThat(asIfAnswered.message().text()).isEqualTo(response.message().text());
        assertThat(asIfAnswered.message().toolCalls())
                .isEqualTo(response.message().toolCalls());
        assertThat(asIfAnswered.usage()).isEqualTo(response.usage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"choices\":[]}", "{\"choices\":[{\"message\":{}}]}"})
    void what_is_no_stored_answer_is_refused_without_being_quoted(String text) {
        assertThatThrownBy(() -> AnswerJson.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("nonsense");
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_answer_comes_back_as_it_was(long seed) {
        ChatResponse response = new Any(seed).response();

        assertThat(stored(response)).isEqualTo(response);
    }

    /** Answers as the assembler can build them. */
    private static final class Any {
        private static final String[] TEXTS = {
            "", "a", "Grüße", "\ud83d\ude00", "\0\n\t\"\\", "\ud800", "x".repeat(3_000)
        };

        private final Random random;

        Any(long seed) {
            random = new Random(seed);
        }

        private <T> T maybe(Supplier<T> value) {
            return random.nextBoolean() ? value.get() : null;
        }

        private String text() {
            return TEXTS[random.nextInt(TEXTS.length)];
        }

        private String word() {
            return "w" + random.nextInt(1_000);
        }

        private BigDecimal cost() {
            return new BigDecimal(new java.math.BigInteger(1 + random.nextInt(80), random), random.nextInt(100));
        }

        private JsonNode tree(int depth) {
            return switch (random.nextInt(depth > 3 ? 5 : 7)) {
                case 0 -> Json.MAPPER.getNodeFactory().textNode(text());
                case 1 -> Json.MAPPER.getNodeFactory().numberNode(random.nextInt());
                case 2 -> Json.MAPPER.getNodeFactory().numberNode(random.nextLong() | 1L << 40);
                case 3 ->
                    Json.MAPPER
                            .getNodeFactory()
                            .numberNode(cost().stripTrailingZeros().movePointLeft(90));
                case 4 -> Json.MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
                case 5 -> Json.MAPPER.createArrayNode().add(tree(depth + 1)).addNull();
                default -> Json.MAPPER.createObjectNode().set(word(), tree(depth + 1));
            };
        }

        private <T> List<T> some(Supplier<T> element) {
            List<T> list = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                list.add(element.get());
            }
            return List.copyOf(list);
        }

        private Map<String, JsonNode> members() {
            Map<String, JsonNode> members = new TreeMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                members.put(word(), tree(0));
            }
            return members;
        }

        private Usage usage() {
            ObjectNode usage = Json.MAPPER.createObjectNode();
            usage.put("prompt_tokens", random.nextLong() >>> 20)
                    .put("completion_tokens", random.nextInt())
                    .put("cost", cost())
                    .put("is_byok", random.nextBoolean());
            usage.putObject("prompt_tokens_details").put("cached_tokens", random.nextInt(9));
            usage.putObject("server_tool_use_details").put("web_search_requests", random.nextInt(9));
            members().forEach(usage::set);
            try {
                // numbers as a parser makes them
                return UsageReader.read((ObjectNode) Json.MAPPER.readTree(usage.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        ChatResponse response() {
            Map<String, JsonNode> inMessage = members();
            if (random.nextBoolean()) {
                inMessage.put("logprobs", tree(0));
            }
            ChatMessage message = new ChatMessage(
                    "assistant",
                    text(),
                    null,
                    null,
                    maybe(() -> some(() -> new ToolCall(word(), word(), maybe(this::word), text(), maybe(this::text)))),
                    maybe(this::text),
                    maybe(this::text),
                    maybe(() -> some(() -> Json.MAPPER.createObjectNode().set("text", tree(2)))),
                    inMessage);
            return new ChatResponse(
                    maybe(this::word),
                    maybe(this::text),
                    maybe(this::text),
                    maybe(() -> (long) random.nextInt()),
                    List.of(new ChatChoice(message, maybe(this::word), maybe(this::text))),
                    maybe(this::usage),
                    maybe(this::word),
                    members());
        }
    }
}
