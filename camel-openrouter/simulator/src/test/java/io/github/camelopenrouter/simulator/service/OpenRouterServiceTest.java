package io.github.camelopenrouter.simulator.service;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRouterServiceTest {

    private final VirtualService virtual = new VirtualService(ServiceSettings.PROMPT);

    @Test
    void an_answer_is_booked_once() {
        ServiceAnswer stream = virtual.take(VirtualService.STREAM);
        ServiceAnswer single = virtual.take(VirtualService.HELLO);
        var billed = virtual.service.billed();
        stream.delivery().abandoned();
        single.delivery().abandoned();
        assertThat(virtual.service.billed()).isPositive().isEqualByComparingTo(billed);
    }

    @Test
    void ids_tell_when_they_were_made() {
        ServiceAnswer answer = virtual.take(VirtualService.HELLO);
        assertThat(VirtualService.id(answer)).startsWith("gen-" + virtual.now().getEpochSecond() + "-");
    }
}
