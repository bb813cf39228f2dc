package io.github.camelopenrouter.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpExchangeTest {
    private final List<Integer> granted = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Set<HttpExchange> running = new HashSet<>();
    private Runnable onData = () -> {};

    private final HttpExchange exchange =
            new HttpExchange(new BasicHttpRequest("POST", "/"), new byte[0], handler(), running);

    private Transport.Handler handler() {
        return new Transport.Handler() {
            @Override
            public void head(Transport.Head head, Transport.Window window) {
                // nothing to learn from it here
            }

            @Override
            public void data(ByteBuffer bytes) {
                onData.run();
            }

            @Override
            public void end() {
                // not reached
            }

            @Override
            public void failed(Throwable cause, boolean sent) {
                failures.add(cause);
            }
        };
    }

    @Test
    void a_used_up_window_is_not_opened_for_a_few_bytes_of_framing() throws Exception {
        exchange.release(2_000);

        exchange.updateCapacity(granted::add);
        exchange.release(2_000);

        assertThat(granted).isEmpty();
    }

    @Test
    void half_a_window_that_was_read_is_given_back_at_once() throws Exception {
        exchange.updateCapacity(granted::add);

        exchange.release(HttpExchange.WINDOW / 2);

        assertThat(granted).containsExactly(HttpExchange.WINDOW / 2);
    }

    @Test
    void what_was_read_before_the_window_was_used_up_is_given_back_when_it_is() throws Exception {
        exchange.release(HttpExchange.WINDOW);

        exchange.updateCapacity(granted::add);

        assertThat(granted).containsExactly(HttpExchange.WINDOW);
    }

    @Test
    void an_error_in_a_handler_fails_its_call_and_spares_the_thread() {
        exchange.consumeResponse(new BasicHttpResponse(200), new EmptyEntity(), null, null);
        onData = () -> {
            throw new OutOfMemoryError("simulated");
        };

        exchange.consume(ByteBuffer.wrap(new byte[] {1}));

        assertThat(failures).singleElement().extracting(Throwable::getCause).isInstanceOf(OutOfMemoryError.class);
    }

    private static final class EmptyEntity implements org.apache.hc.core5.http.EntityDetails {
        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public String getContentType() {
            return null;
        }

        @Override
        public String getContentEncoding() {
            return null;
        }

        @Override
        public boolean isChunked() {
            return true;
        }

        @Override
        public Set<String> getTrailerNames() {
            return Set.of();
        }
    }
}
