package io.github.camelopenrouter.internal.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.internal.wire.GenerationReader;
import io.github.camelopenrouter.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Good answers with random damage, the same damage each time: whatever comes, a call ends, well or with a typed failure. */
class MutatedAnswersTest {
    private static final int CASES = 2_000;
    private static final List<String> PIECES = List.of(
            "null",
            "[1]",
            "1e99999999999",
            "-1e99999999999",
            "1e-99999999999",
            "1e30000000",
            "-2000000000",
            "4294967301",
            "-9223372036854775809",
            "9".repeat(2_000),
            "0." + "1".repeat(2_000),
            "\"" + "9".repeat(2_000) + "\"",
            "\"1e99999999999\"",
            "NaN",
            "\"\\ude00\"",
            "\\ud83d",
            "event: error\n",
            "[".repeat(300),
            "{\"a\":".repeat(300),
            "{\"message\":{\"content\":\"x\"}},",
            "{}",
            "[]",
            "\"\"",
            "-1",
            "9e99999",
            "1e-99999",
            "true",
            "\"\\ud83d\"",
            "\n",
            "\r",
            "\n\n",
            "data: ",
            ": x\n\n",
            "\"error\":",
            "\"choices\":",
            "{\"a\":",
            "[[[[",
            "\u0000",
            "\uFEFF",
            "<html>",
            "\\",
            "\"",
            "}",
            "]",
            ",");
    private static final String USAGE =
            "{\"prompt_tokens\":16,\"completion_tokens\":13,\"cost\":0.000081,\"is_byok\":false,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    private static final String CALLS =
            "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]";
    private static final String DETAILS =
            "\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"index\":0}],"
                    + "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\"}}],\"audio\":{\"data\":\"AA\"}";
    private static final String ANSWER =
            "{\"id\":\"gen-1\",\"created\":1,\"model\":\"m\",\"provider\":\"P\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"caf\u00e9 \uD83D\uDE00\"," + CALLS + ","
                    + DETAILS
                    + "},\"finish_reason\":\"stop\",\"native_finish_reason\":\"end\",\"logprobs\":null}],\"usage\":"
                    + USAGE + ",\"x\":[1]}";
    private static final String ERROR =
            "{\"error\":{\"message\":\"Provider returned error\",\"code\":429,\"type\":\"t\",\"metadata\":"
                    + "{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"slow\\\"}}\",\"provider_name\":\"P\",\"retry_after_seconds\":1,\"headers\":{\"Retry-After\":\"1\"}},"
                    + "\"availability\":{\"code\":\"c\",\"retryable\":true,\"retry_after\":1}},\"user_id\":\"u\"}";
    private static final String GENERATION = "{\"data\":{\"id\":\"gen-1\",\"model\":\"m\",\"provider_name\":\"P\","
            + "\"created_at\":\"2026-01-01T00:00:00Z\",\"total_cost\":8.1e-05,\"usage\":0.1,\"is_byok\":false,"
            + "\"streamed\":true,\"cancelled\":false,\"finish_reason\":\"stop\",\"tokens_prompt\":16,"
            + "\"native_tokens_prompt\":17,\"provider_responses\":[{\"status\":200,\"latency\":1.5}],\"cache_discount\":null}}";
    private static final String STREAM = ": OPENROUTER PROCESSING\n\n"
            + event("{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"Hel\"," + DETAILS
                    + "}}]}")
            + event("{\"choices\":[{\"delta\":{\"content\":\"lo \uD83D\uDE00\"," + CALLS + "," + DETAILS + "}}]}")
            + event("{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":" + USAGE + "}")
            + "data: [DONE]\n\n";

    private final OfflineEngine engine = new OfflineEngine();

    private static String event(String json) {
        return "data: " + json + "\n\n";
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void damaged_answers_end_in_an_answer_or_a_typed_failure() {
        each(ANSWER, (body, random) -> {
            OfflineEngine.Ended ended =
                    engine.complete(FakeTransport.json(200, body).inReadsOf(1 + random.nextInt(200)));
            assertThat(ended.response() == null).isNotEqualTo(ended.failure() == null);
        });
    }

    @Test
    void damaged_errors_end_in_a_typed_failure() {
        each(ERROR, (body, random) -> {
            OfflineEngine.Ended ended = engine.complete(FakeTransport.json(400 + random.nextInt(200), body));
            assertThat(ended.failure()).isNotNull();
            assertThat(ended.failure().getMessage())
                    .isNotBlank()
                    .hasSizeLessThanOrEqualTo(512)
                    .doesNotContain("\n");
        });
    }

    @Test
    void damaged_errors_inside_a_200_never_become_an_answer_without_choices() {
        each(ERROR, (body, random) -> {
            OfflineEngine.Ended ended = engine.complete(FakeTransport.json(200, body));
            assertThat(ended.failure()).isNotNull();
        });
    }

    @Test
    void damaged_streams_end_in_an_answer_or_a_typed_failure() {
        each(STREAM, (body, random) -> {
            FakeTransport transport = FakeTransport.sse(body).inReadsOf(1 + random.nextInt(200));
            try {
                ChatResponse response = engine.read(random.nextInt(4) == 0 ? transport.thenBroken() : transport);
                assertThat(response).isNotNull();
            } catch (OpenRouterException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void damaged_streams_of_text_end_well_or_with_a_typed_failure() {
        each(STREAM, (body, random) -> {
            FakeTransport transport = FakeTransport.sse(body).inReadsOf(1 + random.nextInt(200));
            try {
                assertThat(engine.text(random.nextInt(4) == 0 ? transport.thenBroken() : transport))
                        .isNotNull();
            } catch (OpenRouterException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void damaged_lookups_end_in_a_generation_or_a_typed_failure() {
        each(GENERATION, (body, random) -> {
            int status = random.nextInt(4) == 0 ? 400 + random.nextInt(200) : 200;
            try {
                GenerationReader.read(engine.get(FakeTransport.json(status, body)));
            } catch (OpenRouterException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void damaged_rows_of_a_store_are_read_or_refused() {
        String row = AnswerJson.write(AnswerJson.read(ANSWER));
        each(row, (body, random) -> {
            try {
                AnswerJson.write(AnswerJson.read(new String(body, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void a_stream_cut_after_any_byte_never_passes_for_complete_before_its_finish() {
        byte[] all = STREAM.getBytes(StandardCharsets.UTF_8);
        String upToFinish = STREAM.substring(0, STREAM.indexOf("data: [DONE]"));
        int finished = upToFinish.getBytes(StandardCharsets.UTF_8).length;
        for (int cut = 0; cut <= all.length; cut++) {
            FakeTransport transport = FakeTransport.sse(Arrays.copyOf(all, cut));
            boolean complete;
            try {
                complete = engine.read(transport) != null;
            } catch (OpenRouterException e) {
                complete = false;
            }
            assertThat(complete).as("cut after %d bytes", cut).isEqualTo(cut >= finished);
        }
    }

    @Test
    void a_lookup_cut_after_any_byte_is_a_typed_failure_and_the_next_one_is_right() {
        byte[] all = GENERATION.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut < all.length; cut++) {
            FakeTransport transport = FakeTransport.json(200, Arrays.copyOf(all, cut));
            assertThatThrownBy(() -> engine.get(transport))
                    .as("cut after %d bytes", cut)
                    .isInstanceOf(OpenRouterException.class);
            assertThat(GenerationReader.read(engine.get(FakeTransport.json(200, all)))
                            .promptTokens())
                    .isEqualTo(17);
        }
    }

    private interface Case {
        void run(byte[] body, Random random);
    }

    private void each(String good, Case test) {
        assertTimeoutPreemptively(Duration.ofSeconds(90), () -> {
            for (int seed = 0; seed < CASES; seed++) {
                Random random = new Random(seed);
                byte[] body = damaged(good, random);
                try {
                    test.run(body, random);
                    if (seed % 10 == 0) {
                        sound();
                    }
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + seed + ": " + new String(body, StandardCharsets.UTF_8), e);
                }
            }
        });
    }

    /** What a damaged answer leaves behind must not reach the next one on its thread. */
    private void sound() {
        OfflineEngine.Ended ended = engine.complete(FakeTransport.json(ANSWER));
        assertThat(ended.failure()).isNull();
        assertThat(ended.response().usage().promptTokens()).isEqualTo(16);
        assertThat(engine.read(FakeTransport.sse(STREAM)).text()).isEqualTo("Hello \uD83D\uDE00");
    }

    private static byte[] damaged(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        int wounds = 1 + random.nextInt(3);
        for (int i = 0; i < wounds; i++) {
            int at = random.nextInt(text.length());
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, piece);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 2 -> text.replace(at, Math.min(text.length(), at + piece.length()), piece);
                case 3 -> value(text, at, piece);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
            }
            if (text.isEmpty()) {
                text.append(' ');
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
        return bytes;
    }

    /** Replaces the next member's value, so that the JSON stays valid and its meaning does not. */
    private static void value(StringBuilder text, int from, String piece) {
        int colon = text.indexOf("\":", from);
        if (colon > 0) {
            int end = colon + 2;
            while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            text.replace(colon + 2, end, piece);
        }
    }
}
