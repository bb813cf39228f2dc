package io.github.camelopenrouter.internal.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpExchangeTest {
    private final List<Integer> granted = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Set<HttpExchange> running = new HashSet<>();
    private Runnable onData = () -> {};
    private Runnable onEnd = () -> {};
    private Runnable onFailure = () -> {};

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
                onEnd.run();
            }

            @Override
            public void failed(Throwable cause, boolean sent) {
                failures.add(cause);
                onFailure.run();
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

    @Test
    void a_connection_that_refuses_more_capacity_fails_its_call_and_not_the_reader() {
        exchange.updateCapacity(bytes -> {
            throw new java.nio.channels.CancelledKeyException();
        });

        exchange.release(HttpExchange.WINDOW);

        assertThat(failures).hasSize(1);
        assertThat(exchange.wasCut()).isTrue();
    }

    @Test
    void bytes_given_back_beyond_all_bounds_do_not_turn_the_window_round() {
        exchange.release(Integer.MAX_VALUE);
        exchange.release(Integer.MAX_VALUE);

        exchange.updateCapacity(granted::add);

        assertThat(granted).containsExactly(Integer.MAX_VALUE);
    }

    @Test
    void an_error_at_the_end_of_an_answer_is_told_once_and_spares_the_thread() {
        exchange.consumeResponse(new BasicHttpResponse(200), new EmptyEntity(), null, new Quiet());
        onEnd = () -> {
            throw new OutOfMemoryError("simulated");
        };

        exchange.streamEnd(List.of());
        exchange.failed(new java.io.IOException("late"));

        assertThat(failures).singleElement().extracting(Throwable::getCause).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void an_error_in_telling_a_failure_spares_the_thread() {
        onFailure = () -> {
            throw new OutOfMemoryError("simulated");
        };

        exchange.failed(new java.io.IOException("cut"));

        assertThat(running).isEmpty();
        assertThat(failures).hasSize(1);
    }

    private static final class Quiet implements FutureCallback<Void> {
        @Override
        public void completed(Void nothing) {
            // the client's own bookkeeping
        }

        @Override
        public void failed(Exception cause) {
            // as above
        }

        @Override
        public void cancelled() {
            // as above
        }
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
