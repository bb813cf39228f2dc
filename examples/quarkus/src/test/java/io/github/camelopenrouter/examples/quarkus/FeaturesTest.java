package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;

import jakarta.inject.Inject;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.hc.core5.util.VersionInfo;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.simulator.Reply;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The component in a runtime that brings other versions of its libraries than those it is compiled with. */
@QuarkusTest
class FeaturesTest extends ServiceTestSupport {
    @Inject
    ProducerTemplate template;

    @Inject
    FeatureRoutes routes;

    private Exchange ask(String endpoint, String question) {
        return template.request(endpoint, exchange -> exchange.getMessage().setBody(question));
    }

    private static String text(Exchange answered) throws Exception {
        if (answered.getException() != null) {
            throw answered.getException();
        }
        return answered.getMessage().getBody(String.class);
    }

    @Test
    void the_libraries_are_those_of_the_platform() {
        assertThat(camel.getVersion()).startsWith("4.18.");
        assertThat(com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION.toString())
                .startsWith("2.21.");
        assertThat(VersionInfo.loadVersionInfo(
                                "org.apache.hc.client5", getClass().getClassLoader())
                        .getRelease())
                .startsWith("5.5.");
    }

    @Test
    void completion() throws Exception {
        Exchange answered = ask("direct:whole", "What is 6 * 7?");

        assertThat(text(answered)).isEqualTo("6 * 7 = 42");
        assertThat(answered.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(simulator.billed());
    }

    @Test
    void a_stream_that_is_pulled() throws Exception {
        simulator.enqueue(Reply.streamed("one two three", 4));

        assertThat(text(ask("direct:pull", "Count"))).isEqualTo("one two three");
    }

    @Test
    void a_stream_that_is_pushed() throws Exception {
        routes.pieces().clear();
        simulator.enqueue(Reply.deltas("one ", "two ", "three").thenFinish("stop"));

        assertThat(text(ask("direct:push", "Count"))).isEqualTo("one two three");

        assertThat(routes.pieces()).startsWith("one ", "two ", "three");
    }

    @Test
    void a_stream_as_text() throws Exception {
        simulator.enqueue(Reply.streamed("one two three", 4));

        assertThat(text(ask("direct:text", "Count"))).isEqualTo("one two three");
    }

    @Test
    void an_answer_that_is_a_record() throws Exception {
        simulator.enqueue(Reply.completion("{\"number\":\"A-1\",\"lines\":[{\"product\":\"tea\",\"count\":2}]}"));

        Exchange answered = ask("direct:invoice", "Which invoice is this?");

        FeatureRoutes.Invoice invoice = answered.getMessage().getBody(FeatureRoutes.Invoice.class);
        assertThat(invoice).as("%s", answered.getException()).isNotNull();
        assertThat(invoice.lines()).containsExactly(new FeatureRoutes.Line("tea", 2));
        assertThat(questions()
                        .get(0)
                        .json()
                        .at("/response_format/json_schema/schema/properties")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("number", "lines");
    }

    @Test
    void a_tool_that_is_a_route() throws Exception {
        assertThat(text(ask("direct:tool", "What is the weather in Berlin?"))).contains("20 degrees, dry");

        assertThat(questions()).hasSize(2);
    }

    @Test
    void a_budget_of_an_endpoint() {
        assertThatThrownBy(() -> template.requestBody("direct:poor", "Say x"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(BudgetExceededException.class);

        assertThat(questions()).isEmpty();
    }
}
