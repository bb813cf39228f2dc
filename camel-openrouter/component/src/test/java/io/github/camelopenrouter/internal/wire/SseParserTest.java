package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class SseParserTest {
    private static final int LIMIT = 64 * 1024;

    /** Collects events as text and comments as a colon, and stops at END. */
    private static final class Heard implements SseParser.Sink {
        final List<String> all = new ArrayList<>();

        @Override
        public boolean event(String type, byte[] buffer, int offset, int length) {
            String data = new String(buffer, offset, length, StandardCharsets.UTF_8);
            all.add(data);
            return !data.equals("END");
        }

        @Override
        public boolean stray(byte[] buffer, int offset, int length) {
            return true;
        }

        @Override
        public void comment() {
            all.add(":");
        }
    }

    static Stream<Arguments> grammar() {
        return Stream.of(
                arguments("one event", "data: a\n\n", List.of("a")),
                arguments("two events", "data: a\n\ndata: b\n\n", List.of("a", "b")),
                arguments("CR", "data: a\r\rdata: b\r\r", List.of("a", "b")),
                arguments("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", List.of("a", "b")),
                arguments(
                        "mixed line ends",
                        "data: a\r\n\ndata: b\n\r\ndata: c\r\n\rdata: d\n\r",
                        List.of("a", "b", "c", "d")),
                arguments("no space after the colon", "data:a\n\n", List.of("a")),
                arguments("only one space is stripped", "data:  a \n\n", List.of(" a ")),
                arguments("a tab is not a space", "data:\ta\n\n", List.of("\ta")),
                arguments("multi-line data", "data: {\"a\":1,\ndata: \"b\":2}\n\n", List.of("{\"a\":1,\n\"b\":2}")),
                arguments("multi-line data with an empty line in it", "data: a\ndata:\ndata: b\n\n", List.of("a\n\nb")),
                arguments("a bare data line", "data\ndata: a\n\n", List.of("\na")),
                arguments(
                        "multi-line data around other lines", "data: a\nid: 1\n: c\ndata: b\n\n", List.of(":", "a\nb")),
                arguments("BOM", "\uFEFFdata: a\n\n", List.of("a")),
                arguments("BOM before a comment", "\uFEFF: hello\n\ndata: a\n\n", List.of(":", "a")),
                arguments("BOM before a blank line", "\uFEFF\ndata: a\n\n", List.of("a")),
                arguments("a second BOM belongs to the line", "\uFEFFdata: a\n\n\uFEFFdata: b\n\n", List.of("a")),
                arguments("BOM inside data", "data: \uFEFFa\n\n", List.of("\uFEFFa")),
                arguments("comment", ": OPENROUTER PROCESSING\n\ndata: a\n\n", List.of(":", "a")),
                arguments("empty comment", ": \n\n:\n\ndata: a\n\n", List.of(":", ":", "a")),
                arguments("comment within an event", "data: a\n: OPENROUTER PROCESSING\n\n", List.of(":", "a")),
                arguments("comment that looks like data", ":data: a\n\n", List.of(":")),
                arguments("other fields", "event: message\nid: 1\nretry: 1000\ndata: a\n\n", List.of("a")),
                arguments("other fields after the data", "data: a\nevent: message\nid: 1\n\n", List.of("a")),
                arguments("other fields without data", "event: ping\n\ndata: a\n\n", List.of("a")),
                arguments("field names are exact", "dat: a\ndatas: b\nDATA: c\n data: d\ndata : e\n\n", List.of()),
                arguments("a line without a colon", "hello\n\ndata: a\n\n", List.of("a")),
                arguments("empty data", "data:\n\ndata: \n\ndata: a\n\n", List.of("a")),
                arguments("blank lines alone", "\n\n\r\n\r\r\ndata: a\n\n", List.of("a")),
                arguments("colons inside data", "data: : a:b\n\n", List.of(": a:b")),
                arguments("half an event at the end", "data: a\n\ndata: {\"id\":\"gen-1\",\"cho", List.of("a")),
                arguments("an event without its blank line", "data: a\n\ndata: b\n", List.of("a")),
                arguments("half a CRLF at the end", "data: a\r\n\r", List.of("a")),
                arguments("nothing", "", List.of()),
                arguments("nothing after the stop", "data: END\n\ndata: a\n\n", List.of("END")),
                arguments(
                        "line ends of other standards stay inside",
                        "data: {\"a\":\"x\u0085y\u2028z\u2029\u000B\u000C\"}\n\n",
                        List.of("{\"a\":\"x\u0085y\u2028z\u2029\u000B\u000C\"}")),
                arguments(
                        "emoji, CJK and joined characters",
                        ": warte\r\n\r\ndata: \u4f60\u597d \uD83D\uDE00\r\ndata: \uD83D\uDC69\u200D\uD83D\uDCBB e\u0301\r\n\r\n",
                        List.of(":", "\u4f60\u597d \uD83D\uDE00\n\uD83D\uDC69\u200D\uD83D\uDCBB e\u0301")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void a_stream_is_split_as_the_standard_says(String name, String stream, List<String> heard) throws Exception {
        assertThat(parse(bytes(stream))).isEqualTo(heard);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void where_reads_are_cut_makes_no_difference(String name, String stream, List<String> heard) throws Exception {
        byte[] all = bytes(stream);
        for (int cut = 0; cut <= all.length; cut++) {
            assertThat(parse(slice(all, 0, cut), slice(all, cut, all.length)))
                    .as("cut at %d", cut)
                    .isEqualTo(heard);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void reads_of_one_byte_make_no_difference(String name, String stream, List<String> heard) throws Exception {
        byte[] all = bytes(stream);
        byte[][] reads = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            reads[i] = new byte[] {all[i]};
        }
        assertThat(parse(reads)).isEqualTo(heard);
    }

    @Test
    void an_event_of_exactly_the_limit_is_read() throws Exception {
        String line = "data: " + "x".repeat(LIMIT - "data: ".length());

        assertThat(parse(bytes(line + "\n\n"))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void whatever_grows_beyond_the_limit_is_refused(int limit, String stream) {
        SseParser parser = new SseParser(limit);

        assertThatThrownBy(() -> parser.feed(ByteBuffer.wrap(bytes(stream)), new Heard()))
                .isInstanceOf(SseParser.TooLong.class)
                .hasMessageContaining(String.valueOf(limit));
    }

    static Stream<Arguments> tooLong() {
        return Stream.of(
                arguments(LIMIT, "data: " + "x".repeat(LIMIT)),
                arguments(LIMIT, "data: x\n".repeat(LIMIT)),
                arguments(LIMIT, ": " + "x".repeat(LIMIT)),
                arguments(LIMIT, "event: " + "x".repeat(LIMIT)),
                arguments(16, "data: 12345678901\n\n"));
    }

    @Test
    void many_small_events_do_not_add_up_to_the_limit() throws Exception {
        assertThat(parse(bytes("data: 0123456789\n\n".repeat(LIMIT / 4)))).hasSize(LIMIT / 4);
    }

    @Test
    void comments_do_not_add_up_to_the_limit() throws Exception {
        assertThat(parse(bytes(": OPENROUTER PROCESSING\n".repeat(LIMIT / 4) + "data: a\n\n")))
                .endsWith("a");
    }

    private static List<String> parse(byte[]... reads) throws SseParser.TooLong {
        SseParser parser = new SseParser(LIMIT);
        Heard heard = new Heard();
        for (byte[] read : reads) {
            if (!parser.feed(ByteBuffer.wrap(read), heard)) {
                break;
            }
        }
        return heard.all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] slice(byte[] all, int from, int to) {
        return java.util.Arrays.copyOfRange(all, from, to);
    }

    @Test
    void an_event_that_calls_itself_an_error_is_known_and_the_next_one_is_not_taken_for_one() throws Exception {
        SseParser parser = new SseParser(LIMIT);
        List<String> heard = new ArrayList<>();
        SseParser.Sink sink = new SseParser.Sink() {
            @Override
            public boolean stray(byte[] buffer, int offset, int length) {
                return true;
            }

            @Override
            public boolean event(String type, byte[] buffer, int offset, int length) {
                heard.add("error".equals(type) + new String(buffer, offset, length, StandardCharsets.UTF_8));
                return true;
            }

            @Override
            public void comment() {
                heard.add(":");
            }
        };
        String stream = "event: error\ndata: a\n\ndata: b\n\nevent:error\r\nid: 1\r\ndata: c\r\n\r\n"
                + "event: error\nevent: message\ndata: d\n\nevent: errors\ndata: e\n\nevent: error\n\n"
                + "event:\ndata: f\n\nevents: error\ndata: g\n\n";
        for (byte b : stream.getBytes(StandardCharsets.UTF_8)) {
            parser.feed(ByteBuffer.wrap(new byte[] {b}), sink);
        }

        assertThat(heard).containsExactly("truea", "falseb", "truec", "falsed", "falsee", "true", "falsef", "falseg");
    }

    @Test
    void a_long_event_in_tiny_reads_and_one_of_many_lines_cost_what_their_bytes_cost() throws Exception {
        int size = 8 << 20;
        byte[] line = new byte[size];
        java.util.Arrays.fill(line, (byte) 'x');
        byte[] lines = new byte[size];
        for (int i = 0; i < size; i += 8) {
            System.arraycopy("data: y\n".getBytes(StandardCharsets.US_ASCII), 0, lines, i, 8);
        }
        SseParser parser = new SseParser(size + 16);
        List<Integer> lengths = new ArrayList<>();
        SseParser.Sink sink = new SseParser.Sink() {
            @Override
            public boolean stray(byte[] buffer, int offset, int length) {
                return true;
            }

            @Override
            public boolean event(String type, byte[] buffer, int offset, int length) {
                lengths.add(length);
                return true;
            }

            @Override
            public void comment() {
                throw new AssertionError("there is no comment");
            }
        };

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(20), () -> {
            parser.feed(ByteBuffer.wrap("data:".getBytes(StandardCharsets.US_ASCII)), sink);
            for (int from = 0; from < size; from += 16) {
                parser.feed(ByteBuffer.wrap(line, from, 16), sink);
            }
            parser.feed(ByteBuffer.wrap(new byte[] {'\n', '\n'}), sink);
            for (int from = 0; from < size; from += 16) {
                parser.feed(ByteBuffer.wrap(lines, from, 16), sink);
            }
            parser.feed(ByteBuffer.wrap(new byte[] {'\n'}), sink);
        });

        assertThat(lengths).containsExactly(size, size / 4 - 1);
    }
}
