package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.github.camelopenrouter.simulator.service.VirtualService.left;
import static org.assertj.core.api.Assertions.assertThat;

class LeftAnswersTest {

    private static final String MESSAGES = "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String SEARCHING = "{\"plugins\":[{\"id\":\"web\"}]," + MESSAGES;
    private static final String SPEAKING = "{\"model\":\"openai/gpt-4o-audio-preview\",\"modalities\":[\"text\","
            + "\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"mp3\"}," + MESSAGES;

    private final VirtualService virtual = new VirtualService(ServiceSettings.PROMPT);

    @Test
    void a_search_is_paid_with_the_first_token() {
        left(virtual.ask(SEARCHING), 0);
        assertThat(cost()).isZero();
        left(virtual.ask(SEARCHING), 1);
        assertThat(cost().subtract(new BigDecimal("0.007"))).isPositive().isLessThan(new BigDecimal("0.0001"));
    }

    @Test
    void speech_is_paid_as_far_as_it_came() {
        left(virtual.ask(SPEAKING), 1);
        BigDecimal one = cost();
        left(virtual.ask(SPEAKING), 3);
        assertThat(cost().subtract(one)).isEqualByComparingTo(new BigDecimal("0.0008")); // ten tokens of audio
    }

    private BigDecimal cost() {
        List<Booking> bookings = virtual.service.bookings();
        return bookings.get(bookings.size() - 1).cost();
    }
}
