package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.time.Duration;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All rounds together cost what the ledger says, and what the service bills, to the last digit. */
class ToolBillTest extends SimulatorTestSupport {
    private static final String OPTIONS = "?tools=weather,time&ledger=#ledger";
    private static final String PROMPT = "What are weather and time in Berlin? Look in 3 rounds";

    private final InMemoryLedger ledger = new InMemoryLedger();

    @Override
    public void doPreSetup() {
        simulator = OpenRouterSimulator.builder()
                .tokenInterval(Duration.ofMillis(2))
                .start();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city&parameter.city=string")
                        .setBody(constant("sunny ".repeat(500)));
                from("openrouter:tool?name=time&description=The time in a city&parameter.city=string")
                        .setBody(constant("noon"));
            }
        };
    }

    @BeforeEach
    void bindLedger() {
        context.getRegistry().bind("ledger", ledger);
    }

    @Test
    void of_a_completion() {
        Exchange exchange = send("openrouter:completion" + OPTIONS, PROMPT);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_ROUNDS))
                .isEqualTo(4);
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_CALLS_MADE))
                .isEqualTo(6);
        assertBilled(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class));
        assertThat(simulator.billedGenerations()).hasSize(4);
    }

    @Test
    void of_a_stream() {
        Exchange exchange = send("openrouter:streaming" + OPTIONS, PROMPT);

        ChatChunk last = null;
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                last = stream.next();
            }
        }
        assertThat(last).isNotNull();
        assertThat(last.loop().rounds()).isEqualTo(4);
        assertBilled(last.loop().cost());
    }

    @Test
    void of_a_stream_that_its_reader_leaves_in_the_last_round() {
        Exchange exchange = send("openrouter:streaming" + OPTIONS, "What is the weather in Berlin?");

        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            String text = "";
            while (text.isEmpty()) {
                text = stream.next().text();
            }
        }

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(simulator.chatCallsInFlight()).isZero();
            assertThat(ledger.entries()).extracting(Ledger.Entry::unknown).containsOnly(0L);
            assertThat(simulator.billedGenerations()).hasSize(2);
            assertThat(ledger.cost()).isEqualByComparingTo(simulator.billed());
        });
        assertThat(simulator.billedGenerations().get(1).clientGone()).isTrue();
    }

    private void assertBilled(BigDecimal total) {
        assertThat(total).isPositive().isEqualByComparingTo(ledger.cost()).isEqualByComparingTo(simulator.billed());
    }
}
