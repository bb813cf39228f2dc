package io.github.camelopenrouter.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonBodyTest {
    private static final int PIECE = 256 * 1024;

    /** Takes so many bytes at once, and looks at how many it is offered. */
    private static final class Channel implements DataStreamChannel {
        private final int most;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int offered;
        private boolean ended;

        Channel(int most) {
            this.most = most;
        }

        @Override
        public int write(ByteBuffer source) {
            offered = Math.max(offered, source.remaining());
            byte[] some = new byte[Math.min(most, source.remaining())];
            source.get(some);
            taken.writeBytes(some);
            return some.length;
        }

        @Override
        public void endStream() {
            ended = true;
        }

        @Override
        public void endStream(List<? extends Header> trailers) {
            ended = true;
        }

        @Override
        public void requestOutput() {
            // the test asks by itself
        }
    }

    private static byte[] json(int length) {
        byte[] json = new byte[length];
        new Random(7).nextBytes(json);
        return json;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, PIECE - 1, PIECE, PIECE + 1, Integer.MAX_VALUE})
    void a_large_body_goes_in_pieces_whatever_the_socket_takes(int most) throws IOException {
        byte[] json = json(most == 1 ? 3_000 : 3 * PIECE + 17);
        JsonBody body = new JsonBody(json);
        Channel channel = new Channel(most);

        while (!channel.ended) {
            body.produce(channel);
        }

        assertThat(channel.taken.toByteArray()).isEqualTo(json);
        assertThat(channel.offered).isLessThanOrEqualTo(PIECE);
    }

    @Test
    void one_call_writes_all_that_the_socket_takes() throws IOException {
        Channel channel = new Channel(Integer.MAX_VALUE);

        new JsonBody(json(5 * PIECE)).produce(channel);

        assertThat(channel.ended).isTrue();
    }

    @Test
    void a_body_can_be_sent_again() throws IOException {
        byte[] json = json(PIECE + 1);
        JsonBody body = new JsonBody(json);
        body.produce(new Channel(100));

        body.releaseResources();
        Channel channel = new Channel(Integer.MAX_VALUE);
        body.produce(channel);

        assertThat(channel.taken.toByteArray()).isEqualTo(json);
    }
}
