package io.github.camelopenrouter.internal.call;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.internal.wire.AnswerAssembler;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.internal.wire.AnswerReader;
import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** An answer that is cut after any of its bytes is no answer, at once, and leaves nothing for the one that is read next. */
class CutAnswersTest {
    private static final String SOUND =
            "{\"id\":\"gen-sound\",\"choices\":[{\"message\":{\"content\":\"sound\"}}],\"usage\":{\"total_tokens\":7}}";

    /** Every shape that has been recorded: nested where answers nest, in whole answers and in chunks. */
    static Stream<String> answers() {
        String usage =
                "{\"prompt_tokens\":16,\"completion_tokens\":13,\"total_tokens\":29,\"cost\":8.1e-05,\"is_byok\":false,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"cost_details\":"
                        + "{\"upstream_inference_cost\":null},\"server_tool_use_details\":{\"web_search_requests\":1}}";
        String calls = "[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                + "\"{\\\"a\\\":[1,{}]}\"}},{\"index\":1,\"function\":{\"name\":\"g\",\"arguments\":{\"b\":[[1],{\"c\":-1.5}]}}}]";
        return Stream.of(
                "{}",
                "{\"error\":{\"message\":\"m\",\"code\":429,\"metadata\":{\"raw\":{\"a\":[1]},\"headers\":{\"Retry-After\":\"1\"}}},\"user_id\":\"u\"}",
                "{\"choices\":[{\"message\":{\"content\":\"caf\u00e9 \uD83D\uDE00 \\ud83d\\ude00\"}}],\"usage\":"
                        + usage + "}",
                "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":" + calls + "}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":" + calls + "}}]}",
                "{\"choices\":[{\"delta\":{\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\"}}]}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning\":\"r\",\"reasoning_details\":[{\"type\":\"t\",\"text\":\"x\",\"index\":0}]}}]}",
                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"x\",\"y\":[{}]}]}}]}",
                "{\"choices\":[{\"logprobs\":{\"content\":[{\"token\":\"P\",\"logprob\":-0.25,\"top_logprobs\":[{\"bytes\":[80]}]}]}}]}",
                "{\"choices\":[{\"error\":{\"code\":502,\"metadata\":{\"a\":{\"b\":[true,false,null]}}},\"finish_reason\":\"error\"}]}",
                "{\"choices\":[{\"unknown\":{\"a\":[[[1]]]},\"message\":{\"images\":[{\"image_url\":{\"url\":\"u\"}}],\"audio\":{\"id\":\"a\"}}}]}",
                "{\"x\":{\"y\":[1,[2,{\"z\":1e400}]]},\"created\":1780944464,\"model\":\"m\",\"provider\":\"P\",\"choices\":[]}",
                "{\"choices\":{\"a\":[1]},\"usage\":[{\"a\":1}],\"id\":{\"a\":[1]},\"object\":[[1]],\"created\":{\"a\":1}}");
    }

    private static WireAnswer read(byte[] json, int length) throws IOException {
        WireAnswer answer = new WireAnswer();
        AnswerReader.read(json, 0, length, answer);
        return answer;
    }

    private static void assertSoundIsRead() throws IOException {
        byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
        WireAnswer answer = read(sound, sound.length);
        assertThat(answer.id).isEqualTo("gen-sound");
        assertThat(answer.choices).hasSize(1);
        assertThat(answer.choices.get(0).content).isEqualTo("sound");
        assertThat(answer.choices.get(0).toolCalls).isNull();
        assertThat(answer.usage.totalTokens()).isEqualTo(7);
        assertThat(answer.error).isNull();
        assertThat(answer.extra).isNull();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_cut_after_any_byte_is_none_and_the_next_one_is_right(String json) {
        byte[] whole = json.getBytes(StandardCharsets.UTF_8);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int cut = 0; cut < whole.length; cut++) {
                int length = cut;
                assertThatThrownBy(() -> read(whole, length))
                        .as("after %d bytes", cut)
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> Json.whole(whole, 0, length)).isInstanceOf(IOException.class);
                assertSoundIsRead();
            }
            assertThat(read(whole, whole.length)).isNotNull();
            assertThat(Json.whole(whole, 0, whole.length)).isNotNull();
        });
    }

    @Test
    void what_was_read_before_the_cut_is_known() {
        byte[] cut = "{\"id\":\"gen-1\",\"provider\":\"P\",\"choices\":[{\"message\":{\"content\":\"hel"
                .getBytes(StandardCharsets.UTF_8);
        WireAnswer answer = new WireAnswer();

        assertThatThrownBy(() -> AnswerReader.read(cut, 0, cut.length, answer)).isInstanceOf(IOException.class);

        assertThat(answer.id).isEqualTo("gen-1");
        assertThat(answer.provider).isEqualTo("P");
    }

    @Test
    void a_stream_keeps_the_identity_of_its_first_chunk_and_nothing_else() throws IOException {
        WireAnswer answer = new WireAnswer();
        for (String chunk : List.of(
                "{\"object\":\"error\",\"id\":\"a\",\"id\":\"first\",\"created\":1,\"usage\":{},\"x\":1,\"choices\":[{\"index\":3}]}",
                "{\"id\":\"second\",\"created\":2,\"object\":\"errors\",\"model\":{\"a\":1},\"choices\":[{\"delta\":{\"role\":{\"a\":[1]},\"content\":\"c\"}}]}")) {
            byte[] json = chunk.getBytes(StandardCharsets.UTF_8);
            answer.nextChunk();
            AnswerReader.read(json, 0, json.length, answer);
            assertThat(answer.saysError).isEqualTo(chunk.contains("\"error\""));
        }

        assertThat(answer.id).isEqualTo("first");
        assertThat(answer.created).isEqualTo(1);
        assertThat(answer.model).isNull();
        assertThat(answer.usage).isNull();
        assertThat(answer.extra).isNull();
        assertThat(answer.choices).singleElement().satisfies(choice -> {
            assertThat(choice.index).isNull();
            assertThat(choice.role).isNull();
            assertThat(choice.content).isEqualTo("c");
        });
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_that_goes_on_behind_its_end_is_none(String json) throws IOException {
        for (String more : List.of("{}", "x", "}", "]", ",", "1", "\"", "\u0000", json)) {
            byte[] bytes = (json + more).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> read(bytes, bytes.length)).isInstanceOf(IOException.class);
            assertSoundIsRead();
        }
        byte[] bytes = (" \r\n\t" + json + "\r\n\t ").getBytes(StandardCharsets.UTF_8);
        assertThat(read(bytes, bytes.length)).isNotNull();
    }

    @Test
    void a_stored_answer_cut_after_any_character_is_refused() {
        String stored =
                AnswerJson.write(AnswerJson.read(SOUND.replace("{\"content\"", "{\"role\":\"assistant\",\"content\"")));
        for (int cut = 0; cut < stored.length(); cut++) {
            String part = stored.substring(0, cut);
            assertThatThrownBy(() -> AnswerJson.read(part)).isInstanceOf(IllegalArgumentException.class);
            assertThat(AnswerJson.read(stored).text()).isEqualTo("sound");
        }
    }

    @Test
    void a_byte_order_mark_is_understood_every_time() throws IOException {
        for (int i = 0; i < 30; i++) {
            byte[] json = ("\uFEFF" + SOUND).getBytes(StandardCharsets.UTF_8);
            assertThat(read(json, json.length).id).isEqualTo("gen-sound");
            assertThat(Json.whole(json, 0, json.length).path("id").asText()).isEqualTo("gen-sound");
            assertSoundIsRead();
        }
        byte[] mark = "\uFEFF".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(mark, 3)).isInstanceOf(IOException.class);
        byte[] utf16 = SOUND.getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> read(utf16, utf16.length)).isInstanceOf(IOException.class);
    }

    static Stream<String> numbers() {
        return Stream.of(
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "1e30000000",
                "-2000000000",
                "4294967301",
                "9".repeat(100_000),
                "-" + "9".repeat(100_000),
                "0." + "1".repeat(100_000),
                "1e" + "9".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_beyond_all_bounds_makes_no_paid_answer_unreadable(String number) {
        List<String> places = List.of(
                "\"created\":%s",
                "\"usage\":{\"prompt_tokens\":%s,\"cost\":%1$s,\"x\":%1$s,\"cost_details\":{\"upstream_inference_cost\":%1$s}}",
                "\"x\":%s",
                "\"x\":{\"a\":[%s]}",
                "\"usage\":%s",
                "\"id\":%s",
                "\"error\":null,\"object\":%s");
        List<String> members = List.of(
                "\"index\":%s",
                "\"logprobs\":{\"content\":[{\"logprob\":%s}]}",
                "\"message\":{\"content\":\"paid\",\"tool_calls\":[{\"index\":%s,\"function\":{\"name\":\"f\",\"arguments\":{\"a\":%1$s}}}]}",
                "\"message\":{\"content\":\"paid\",\"x\":%s}");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String place : places) {
                assertPaid("{\"choices\":[{\"message\":{\"content\":\"paid\"}}]," + String.format(place, number) + "}");
            }
            for (String member : members) {
                assertPaid(
                        "{\"choices\":[{\"message\":{\"content\":\"paid\"}," + String.format(member, number) + "}]}");
            }
        });
    }

    private static void assertPaid(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        WireAnswer answer = read(bytes, bytes.length);
        assertThat(answer.choices.get(0).content).isEqualTo("paid");
        AnswerAssembler assembler = new AnswerAssembler(1 << 24, 10_000);
        assembler.add(answer);
        String stored = AnswerJson.write(assembler.build(answer, "gen", null));
        assertThat(stored).hasSizeLessThan(4 * json.length() + 2_000);
        assertThat(AnswerJson.read(stored).text()).isEqualTo("paid");
    }

    @Test
    void counts_beyond_int_stay_what_they_are_and_those_below_zero_are_absent() throws IOException {
        byte[] json = ("{\"choices\":[],\"usage\":{\"prompt_tokens\":4294967301,\"completion_tokens\":-5,"
                        + "\"total_tokens\":\"4294967306\",\"cost\":-1,\"completion_tokens_details\":{\"image_tokens\":3}}}")
                .getBytes(StandardCharsets.UTF_8);

        var usage = read(json, json.length).usage;

        assertThat(usage.promptTokens()).isEqualTo(4294967301L);
        assertThat(usage.completionTokens()).isNull();
        assertThat(usage.totalTokens()).isEqualTo(4294967306L);
        assertThat(usage.cost()).isNull();
        assertThat(usage.completionImageTokens()).isEqualTo(3);
        assertThat(usage.raw().path("completion_tokens").intValue()).isEqualTo(-5);
    }

    @Test
    void a_large_answer_is_decoded_like_a_small_one() throws IOException {
        for (int size : new int[] {10, 32 * 1024, 200_000, 3_000_000}) {
            byte[] json = ("\uFEFF{\"id\":\"" + "i".repeat(size)
                            + "\",\"choices\":[{\"message\":{\"content\":\"caf\u00e9 " + "\uD83D\uDE00".repeat(size)
                            + "?\"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
            json[json.length - 6] = (byte) 0xF0;

            WireAnswer answer = read(json, json.length);

            assertThat(answer.choices.get(0).content.equals("caf\u00e9 " + "\uD83D\uDE00".repeat(size) + "\uFFFD"))
                    .isTrue();
            assertThat(answer.id).isEqualTo(size <= 10_000 ? "i".repeat(size) : null);
        }
    }

    @Test
    void a_usage_that_is_far_too_long_is_kept_but_for_what_makes_it_so() throws IOException {
        byte[] json = ("{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"long\":\"" + "x".repeat(20_000)
                        + "\",\"deep\":[" + "{},".repeat(20_000) + "1],\"total_tokens\":2}}")
                .getBytes(StandardCharsets.UTF_8);

        var usage = read(json, json.length).usage;

        assertThat(usage.totalTokens()).isEqualTo(2);
        assertThat(usage.raw()).hasToString("{\"prompt_tokens\":1,\"total_tokens\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"a\",\"id\":\"last\",\"choices\":[{\"message\":{\"content\":\"a\"}}],\"choices\":[{\"message\":{\"content\":\"last\"}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"a\",\"x\":1}, \"message\":{\"content\":\"last\"}}],\"id\":\"last\"}",
                "{\"choices\":[{\"message\":{\"content\":\"a\",\"content\":\"last\"}}],\"id\":\"last\"}"
            })
    void of_members_that_are_there_twice_the_last_one_counts(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        WireAnswer answer = read(bytes, bytes.length);

        assertThat(answer.id).isEqualTo("last");
        assertThat(answer.choices).hasSize(1);
        assertThat(answer.choices.get(0).content).isEqualTo("last");
        assertThat(answer.choices.get(0).extra).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"message\":{\"content\":\"whole\"},\"delta\":{\"content\":\"piece\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"piece\"},\"message\":{\"content\":\"whole\"}}]}"
            })
    void a_message_and_a_delta_in_one_choice_mean_the_same_in_either_order(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        WireAnswer chunk = new WireAnswer();
        chunk.nextChunk();
        AnswerReader.read(bytes, 0, bytes.length, chunk);

        assertThat(chunk.choices.get(0).content).isEqualTo("piece");
        assertThat(read(bytes, bytes.length).choices.get(0).content).isEqualTo("whole");
    }

    @Test
    void names_that_a_service_invents_are_not_kept() throws IOException {
        String name = "n".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            byte[] json = ("{\"" + name + i + "\":1,\"choices\":[]}").getBytes(StandardCharsets.UTF_8);
            assertThat(read(json, json.length).extra).containsKey(name + i);
        }
    }

    @Test
    void a_deep_answer_is_refused_without_an_error_of_the_stack() {
        for (String open : List.of("[", "{\"a\":")) {
            byte[] json = ("{\"x\":" + open.repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> read(json, json.length)).isInstanceOf(IOException.class);
            byte[] skipped = ("{\"object\":" + open.repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> read(skipped, skipped.length)).isInstanceOf(IOException.class);
        }
    }
}
