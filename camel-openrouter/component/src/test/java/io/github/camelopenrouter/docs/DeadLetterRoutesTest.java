package io.github.camelopenrouter.docs;

import java.util.Map;

import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterRoutesTest extends DocsTestSupport {
    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new DeadLetterRoutes();
    }

    private Message parked(String prompt) {
        template.sendBodyAndHeader("direct:ask", prompt, "order", "4711");
        assertThat(mock("dead").getExchanges()).hasSize(1);
        return mock("dead").getExchanges().get(0).getMessage();
    }

    @Test
    void what_openrouter_refused_is_parked_with_the_facts_of_its_refusal() {
        simulator.enqueue(Reply.json(
                        400, "{\"error\":{\"message\":\"No\",\"code\":400,\"metadata\":{\"error_type\":\"refusal\"}}}")
                .header("X-Generation-Id", "gen-7"));

        Message parked = parked("Say hello");

        assertThat(parked.getBody()).isEqualTo("Say hello");
        assertThat(parked.getHeaders())
                .containsAllEntriesOf(Map.of(
                        "order", "4711",
                        "failure", "InvalidRequestException",
                        "errorType", "refusal",
                        "outcome", "REJECTED",
                        "generation", "gen-7"));
    }

    @Test
    void what_failed_after_it_was_paid_is_parked_with_its_bill() {
        Message parked = parked("Say boom");

        assertThat(parked.getBody()).isEqualTo("Say boom");
        assertThat(parked.getHeader("failure")).isEqualTo("IllegalStateException");
        assertThat(parked.getHeader("cost")).isEqualTo(simulator.billed().toPlainString());
        assertThat(parked.getHeader("generation", String.class)).startsWith("gen-");
    }

    @Test
    void no_fact_is_lost_on_the_wire_and_none_is_a_secret() {
        Message parked = parked("Say boom");

        assertThat(parked.getHeaders().toString()).doesNotContain(KEY);
        assertThat(parked.getExchange().getProperties().toString()).doesNotContain(KEY);
        assertThat(parked.getHeaders().keySet().stream().filter(name -> !name.startsWith("Camel")))
                .contains("failure", "cost", "generation", "attempts");
    }

    @Test
    void attempts_are_counted() {
        simulator.replyWith(request -> Reply.json(503, "{\"error\":{\"message\":\"No provider\",\"code\":503}}"));

        assertThat(parked("Say hello").getHeader("attempts"))
                .isEqualTo(simulator.requests().size());
        assertThat(simulator.requests()).hasSize(3);
    }
}
