package io.github.camelopenrouter.internal.wire;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.model.ToolCall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestWriterTest {
    private static final int MEGABYTE = 1024 * 1024;

    private static ChatRequest prompt(String text) {
        return ChatRequest.builder()
                .model("a/b")
                .message(ChatMessage.user(text))
                .build();
    }

    private static JsonNode written(Object value) throws Exception {
        byte[] json = RequestWriter.write(ChatRequest.of(Map.of("x", value)));
        return Json.MAPPER.readTree(json).get("x");
    }

    private static long allocated() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @CsvSource({"a,1", "a,4", "a,16", "\u00e4,4", "\u20ac,16", "\ud83d\ude00,4"})
    void a_prompt_costs_at_most_four_times_its_bytes_of_memory(String letter, int megabytes) {
        String text = letter.repeat(megabytes * MEGABYTE / letter.getBytes(StandardCharsets.UTF_8).length);
        ChatRequest request = prompt(text);
        RequestWriter.write(prompt(letter));
        long before = allocated();

        byte[] json = RequestWriter.write(request);

        assertThat(allocated() - before).isLessThan(4L * json.length + 256 * 1024);
        assertThat(json.length).isBetween(megabytes * MEGABYTE - 4, megabytes * MEGABYTE + 200);
    }

    @Test
    void an_emoji_is_four_bytes_wherever_it_stands_in_a_long_text() {
        for (int before = 0; before < 9; before++) {
            String text = "a".repeat(before) + "\ud83d\ude00".repeat(20_000);

            String json = new String(RequestWriter.write(prompt(text)), StandardCharsets.UTF_8);

            assertThat(json.contains("\"" + text + "\"")).isTrue();
        }
    }

    @Test
    void what_stands_beside_an_emoji_is_escaped_as_everywhere() {
        String letters = IntStream.range(0, 0x900)
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());

        String alone = new String(RequestWriter.write(prompt(letters)), StandardCharsets.UTF_8);
        String beside = new String(RequestWriter.write(prompt(letters + "\ud83d\ude00")), StandardCharsets.UTF_8);

        assertThat(beside.replace("\ud83d\ude00", "")).isEqualTo(alone);
    }

    @Test
    void a_request_beyond_the_limit_is_not_written_to_its_end() {
        String text = "a".repeat(16 * MEGABYTE);
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            parts.add(Map.of("type", "text", "text", "a".repeat(MEGABYTE)));
        }
        for (ChatRequest request : List.of(prompt(text), ChatRequest.of(Map.of("x", parts)))) {
            long before = allocated();

            assertThatThrownBy(() -> RequestWriter.write(request, MEGABYTE + 100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxRequestBytes")
                    .hasMessageContaining(String.valueOf(MEGABYTE + 100));
            assertThat(allocated() - before).isLessThan(4L * MEGABYTE);
        }
    }

    @Test
    void a_request_of_just_the_limit_is_written() {
        for (int size : new int[] {10, 8_000, 100_000}) {
            byte[] json = RequestWriter.write(prompt("a".repeat(size)));

            assertThat(RequestWriter.write(prompt("a".repeat(size)), json.length))
                    .isEqualTo(json);
            assertThatThrownBy(() -> RequestWriter.write(prompt("a".repeat(size)), json.length - 1))
                    .hasMessageContaining("maxRequestBytes");
        }
    }

    @Test
    void all_text_arrives_as_it_was_whatever_its_letters_and_length() throws Exception {
        Random random = new Random(7);
        String[] letters = {
            "a", "\u00e4", "\u20ac", "\ud83d\ude00", "\"", "\\", "\n", "\u0001", "\u007f", "\u2028", "</"
        };
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(i % 10 == 0 ? 30_000 : 300); j >= 0; j--) {
                text.append(letters[random.nextInt(letters.length)]);
            }
            assertThat(written(text.toString()).textValue()).isEqualTo(text.toString());
        }
    }

    @Test
    void half_an_emoji_becomes_a_replacement_character_wherever_it_stands() throws Exception {
        String cut = "so \ud83d";
        ChatMessage message = new ChatMessage(
                "user", List.of(Map.of("type", "text", "text", "\ude00 so")), cut, null, null, null, null, null, null);
        JsonNode node = JsonNodeFactory.instance.objectNode().put("k\ud83d", cut);

        assertThat(written(cut).textValue()).isEqualTo("so \ufffd");
        assertThat(written(message).at("/content/0/text").textValue()).isEqualTo("\ufffd so");
        assertThat(written(message).get("name").textValue()).isEqualTo("so \ufffd");
        assertThat(written(node).get("k\ufffd").textValue()).isEqualTo("so \ufffd");
        assertThat(written(cut.toCharArray()).textValue()).isEqualTo("so \ufffd");
        assertThat(written(new Pojo(cut)).get("text").textValue()).isEqualTo("so \ufffd");
    }

    record Pojo(String text) {}

    static List<Object> unwritable() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("a", List.of(map));
        Object[] array = new Object[1];
        array[0] = array;
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        node.add(node);
        Object deep = "x";
        for (int i = 0; i < 100_000; i++) {
            deep = i % 2 == 0 ? Arrays.asList(deep) : new Object[] {deep};
        }
        Map<Object, Object> ordered = new LinkedHashMap<>();
        ordered.put(1, "a");
        ordered.put("1", "b");
        Map<String, Object> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        Iterable<Object> broken = () -> {
            throw new IllegalStateException("a secret");
        };
        return List.of(
                Map.of("value", list),
                map,
                Map.of("value", array),
                node,
                Map.of("value", deep),
                ordered,
                new HashMap<>(ordered),
                nullKey,
                Map.of(List.of(), 1),
                broken,
                ChatMessage.user("x").with("role", JsonNodeFactory.instance.textNode("system")),
                new Object(),
                new Self());
    }

    static final class Self {
        public Self getSelf() {
            return this;
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("unwritable")
    void what_cannot_be_written_is_refused_by_the_name_of_its_member(Object value) {
        assertThatThrownBy(() -> RequestWriter.write(ChatRequest.of(Map.of("oddity", value)), MEGABYTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("oddity")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_list_without_an_end_stops_at_the_limit() {
        Iterable<Object> endless = () -> Stream.<Object>generate(() -> "x").iterator();

        assertThatThrownBy(() -> RequestWriter.write(ChatRequest.of(Map.of("x", endless)), MEGABYTE))
                .hasMessageContaining("maxRequestBytes");
    }

    @Test
    void arrays_may_hold_null_and_numbers_keep_their_form() {
        Object[] numbers = {1, 10.0, new java.math.BigDecimal("1.50"), 5_000_000_000L};
        byte[] json =
                RequestWriter.write(ChatRequest.of(Map.of("x", new Object[] {new String[] {"a", null}, numbers})));

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"x\":[[\"a\",null],[1,10.0,1.50,5000000000]]}");
    }

    @Test
    void a_message_and_a_tool_call_carry_members_that_have_no_place_of_their_own() throws Exception {
        JsonNode cached = Json.MAPPER.readTree("{\"type\":\"ephemeral\"}");
        ToolCall call = new ToolCall("1", "f", "{}").with("cache_control", cached);
        ChatMessage message = new ChatMessage("assistant", null, null, null, List.of(call), null, null, null, null)
                .with("cache_control", cached);

        JsonNode written = written(message);

        assertThat(written.get("cache_control")).isEqualTo(cached);
        assertThat(written.at("/tool_calls/0/cache_control")).isEqualTo(cached);
    }

    @Test
    void a_raw_value_that_smuggles_in_a_second_member_is_found_in_what_is_written() {
        byte[] json = RequestWriter.write(ChatRequest.of(Map.of("n", new RawValue("1,\"n\":128"))));

        assertThatThrownBy(() -> WrittenRequest.of(json)).hasMessageContaining("twice");
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, Object> members(Object... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.put((String) pairs[i], pairs[i + 1]);
        }
        return members;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "8000", "8123", "8124", "8125", "49152", "300000"})
    void bytes_of_any_length_become_base64_where_they_stand(int length) throws Exception {
        byte[] bytes = bytes(length);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        Object value = members(
                "a", "x".repeat(9_000),
                "b", Base64Text.of("data:image/png;base64,", bytes),
                "c", List.of(bytes, Base64Text.of("", bytes), 1),
                "d", new ContentPart.DataUrl("image/png", bytes),
                "e", "\u00fc");

        JsonNode written = written(value);

        assertThat(written.get("a").textValue()).hasSize(9_000);
        assertThat(written.get("b").textValue()).isEqualTo("data:image/png;base64," + base64);
        assertThat(written.at("/c/0").textValue()).isEqualTo(base64);
        assertThat(written.at("/c/1").textValue()).isEqualTo(base64);
        assertThat(written.at("/c/2").intValue()).isEqualTo(1);
        assertThat(written.get("d").textValue()).isEqualTo("data:image/png;base64," + base64);
        assertThat(written.get("e").textValue()).isEqualTo("\u00fc");
    }

    @Test
    void bytes_are_encoded_once_into_the_request_and_nowhere_else() {
        byte[] pdf = bytes(20 * MEGABYTE);
        ChatRequest request = ChatRequest.builder()
                .model("a/b")
                .message(ChatMessage.user(
                        List.of(ContentPart.text("Sum up"), ContentPart.file("a.pdf", pdf, "application/pdf"))))
                .build();
        RequestWriter.write(prompt("x"));
        long before = allocated();

        byte[] json = RequestWriter.write(request);

        // the request itself, and nothing of its size beside it
        assertThat(allocated() - before).isLessThan(json.length + MEGABYTE);
        assertThat((long) json.length)
                .isBetween(Base64Text.encodedLength(pdf.length), Base64Text.encodedLength(pdf.length) + 300);
    }

    @ParameterizedTest
    @CsvSource({"99", "101", "0"})
    void a_source_that_changes_while_it_is_read_sends_nothing(int length) {
        Base64Text text = new Base64Text("", 100, out -> out.write(new byte[length]));

        assertThatThrownBy(() -> RequestWriter.write(ChatRequest.of(Map.of("x", text))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("could not be read, or changed while they were read")
                .hasNoSuppressedExceptions();
    }

    @Test
    void a_source_that_fails_sends_nothing_and_one_beyond_the_limit_is_not_asked() {
        Base64Text broken = new Base64Text("", 100, out -> {
            throw new java.io.IOException("gone");
        });
        Base64Text large = new Base64Text("", 100, out -> {
            throw new AssertionError("asked");
        });

        assertThatThrownBy(() -> RequestWriter.write(ChatRequest.of(Map.of("x", broken))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("gone");
        assertThatThrownBy(() -> RequestWriter.write(ChatRequest.of(Map.of("x", large)), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the option maxRequestBytes allows (100)");
    }

    @Test
    void a_content_type_cannot_break_out_of_its_text() {
        for (String type : List.of("image/png\",\"x\":\"", "image", "", "image/png\n", "image/p ng")) {
            assertThatThrownBy(() -> new ContentPart.DataUrl(type, new byte[] {1}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Base64Text.of("a\"b", new byte[] {1})).isInstanceOf(IllegalArgumentException.class);
    }
}
