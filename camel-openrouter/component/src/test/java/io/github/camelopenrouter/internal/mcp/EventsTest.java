package io.github.camelopenrouter.internal.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EventsTest {
    private static final String STREAM =
            "\ufeffid: 1\nevent: message\ndata: a\n\n: nothing\nretry: 5000\ndata:b\r\ndata: c\r\n\r\n"
                    + "event: other\ndata: d\n\nid: 2\rdata: \r\rdata: h\u00e9\n\nunknown: x\ndata: unfinished\n";

    private static final List<String> HEARD =
            List.of("id 1", "event a", "retry 5000", "event b\nc", "id 2", "event h\u00e9");

    /** Writes down what it hears. */
    private static final class Heard implements Events.Sink {
        final List<String> all = new ArrayList<>();

        @Override
        public void event(byte[] data) {
            all.add("event " + new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void id(String id) {
            all.add("id " + id);
        }

        @Override
        public void retry(long millis) {
            all.add("retry " + millis);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void events_are_told_in_their_order_wherever_reads_cut_them() {
        byte[] stream = STREAM.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= stream.length; size++) {
            Heard heard = new Heard();
            Events events = new Events(1_000, heard);
            for (int at = 0; at < stream.length; at += size) {
                events.feed(ByteBuffer.wrap(stream, at, Math.min(size, stream.length - at))
                        .slice());
            }

            assertThat(heard.all).as("pieces of %s bytes", size).isEqualTo(HEARD);
        }
    }

    @ParameterizedTest
    @CsvSource({"data: 12345678,false", "data: 1234,true"})
    void an_event_that_is_too_long_ends_the_stream(String line, boolean fits) {
        assertThat(new Events(10, new Heard()).feed(bytes(line))).isEqualTo(fits);
    }

    @Test
    void the_lines_of_one_event_count_together() {
        Events events = new Events(20, new Heard());

        assertThat(events.feed(bytes("data: 0123456789\n"))).isTrue();
        assertThat(events.feed(bytes("data: 0123456789\n"))).isFalse();
    }

    @Test
    void an_id_that_cannot_go_back_in_a_header_is_none() {
        Heard heard = new Heard();
        new Events(10_000, heard).feed(bytes("id: a\u0001b\n\nid: " + "x".repeat(2_000) + "\n\nid: \u00e9\n\n"));

        assertThat(heard.all).isEmpty();
    }
}
