package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.OpenRouterException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeliveryTest {
    private final AtomicLong given = new AtomicLong();
    private final UnreadQueue<String> delivery = new UnreadQueue<>();

    @Test
    void what_was_not_read_gives_its_bytes_back_when_the_reader_goes() {
        delivery.put("a", 3, given::addAndGet);
        delivery.put("b", 4, given::addAndGet);

        assertThat(delivery.cancel()).isTrue();

        assertThat(given).hasValue(7);
        assertThat(delivery.cancel()).isFalse();
        assertThat(given).hasValue(7);
    }

    @Test
    void what_comes_after_the_reader_has_gone_gives_its_bytes_back_at_once() {
        delivery.cancel();

        delivery.put("a", 3, given::addAndGet);

        assertThat(given).hasValue(3);
        assertThat(delivery.isEmpty()).isTrue();
    }

    @Test
    void what_was_closed_before_its_end_tells_so_instead_of_what_had_come() {
        delivery.put("a", 3, given::addAndGet);
        OpenRouterException why = ReadChatStream.closed("its route");

        assertThat(delivery.close(why)).isTrue();
        delivery.put("b", 4, given::addAndGet);
        delivery.end(null);

        assertThat(given).hasValue(7);
        assertThatThrownBy(delivery::take).isSameAs(why);
    }

    @Test
    void what_was_read_to_its_end_stays_complete() throws Exception {
        delivery.put("a", 3, given::addAndGet);
        delivery.end(null);
        assertThat(delivery.take()).isEqualTo("a");

        assertThat(delivery.close(ReadChatStream.closed("its route"))).isFalse();

        assertThat(delivery.take()).isNull();
    }

    @RepeatedTest(50)
    void every_byte_is_given_back_once_where_the_reader_goes_while_more_arrives() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread arriving = new Thread(() -> {
            begun.countDown();
            for (int i = 0; i < 1_000; i++) {
                delivery.put("x", 1, given::addAndGet);
            }
        });
        arriving.start();
        begun.await();
        delivery.poll();
        delivery.cancel();
        arriving.join();

        assertThat(given).hasValue(1_000);
    }
}
