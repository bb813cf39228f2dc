package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterConstants;

import static org.assertj.core.api.Assertions.assertThat;

class AuditRoutesTest extends DocsTestSupport {
    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new AuditRoutes();
    }

    private Exchange audited() throws InterruptedException {
        mock("audit").expectedMessageCount(1);
        template.send("direct:ask", exchange -> {
            exchange.getIn().setBody("Say secret");
            exchange.getIn().setHeader("customer", "secret");
            exchange.setProperty("note", "secret");
        });
        mock("audit").assertIsSatisfied();
        return mock("audit").getExchanges().get(0);
    }

    @Test
    void the_audit_gets_ids_tokens_and_cost() throws Exception {
        Map<?, ?> entry = audited().getMessage().getBody(Map.class);

        assertThat(entry.get(OpenRouterConstants.RESPONSE_ID)).asString().startsWith("gen-");
        assertThat((BigDecimal) entry.get(OpenRouterConstants.COST)).isEqualByComparingTo(simulator.billed());
        assertThat(entry.get(OpenRouterConstants.PROMPT_TOKENS)).isInstanceOf(Number.class);
    }

    @Test
    void the_audit_gets_neither_prompt_nor_answer_and_the_route_keeps_both() throws Exception {
        Exchange audited = audited();

        assertThat(audited.getMessage().getBody(String.class)).doesNotContain("secret");
        assertThat(audited.getMessage().getHeaders().toString()).doesNotContain("secret");
        assertThat(audited.getProperties().toString()).doesNotContain("secret");
        assertThat(mock("answered").getExchanges().get(0).getMessage().getBody())
                .isEqualTo("secret");
    }
}
