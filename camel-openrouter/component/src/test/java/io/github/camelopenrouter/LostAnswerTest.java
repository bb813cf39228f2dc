package io.github.camelopenrouter;

import java.math.BigDecimal;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.simulator.Fault;
import io.github.camelopenrouter.simulator.Faults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.store.Ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/** A request whose connection breaks before any byte came back is billed all the same; the response cache tells which it was. */
class LostAnswerTest {
    private static final String ENDPOINT = "openrouter:completion?model=openai/gpt-4o-mini&maxTokens=50";

    private static final int MOST = 30;

    /** About half of the answers break before their first byte: which ones depends on the seed. */
    private final OpenRouterSimulator simulator = OpenRouterSimulator.builder()
            .faults(Faults.seeded(7).share(Fault.RESET_AT_ONCE, 0.5))
            .start();

    private final OpenRouterComponent component = new OpenRouterComponent();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setApiKey("sk-or-v1-test");
        component.getConfiguration().setResponseCache(true);
        component.getConfiguration().setBudget("5.00/day");
        context.addComponent("openrouter", component);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        simulator.close();
    }

    @Test
    void the_ledger_finds_what_was_paid_for_an_answer_that_never_came() {
        for (int i = 0; i < 10; i++) {
            untilAnswered("Say hello number " + i);
        }

        BigDecimal billed = simulator.billed();
        assertThat(billed).isPositive();
        await().untilAsserted(() -> assertThat(component.getLedger().cost()).isEqualByComparingTo(billed));
        assertThat(component.getLedger().entries().stream()
                        .mapToLong(Ledger.Entry::failed)
                        .sum())
                .isPositive();
    }

    private void untilAnswered(String question) {
        for (int i = 0; i < MOST; i++) {
            Exchange exchange = context.createProducerTemplate()
                    .request(ENDPOINT, asking -> asking.getMessage().setBody(question));
            if (exchange.getException() == null) {
                return;
            }
            assertThat(exchange.getException(TransportException.class).getErrorType())
                    .isEqualTo("connection_reset");
        }
        fail("not answered within " + MOST + " attempts");
    }
}
