package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.camel.BindToRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.DataType;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class StructuredPageTest extends DocsTestSupport {
    // tag::class[]
    public record Invoice(
            String number,

            @JsonPropertyDescription("The sum of all lines, without currency")
            BigDecimal total,

            List<Line> lines,
            Optional<String> note) {
        public record Line(String text, int count) {}
    }
    // end::class[]

    @BindToRegistry("books")
    private final Books books = new Books();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::object[]
                from("direct:invoice")
                        .to("openrouter:completion?outputClass=" + Invoice.class.getName())
                        .log("${body.lines.size} lines, ${header.CamelOpenRouterCost} USD")
                        .to("bean:books");
                // end::object[]

                // tag::failure[]
                from("direct:careful")
                        .onException(InvalidAnswerException.class)
                        .handled(true)
                        .setHeader("why", simple("${exception.violations}"))
                        .setHeader("paid", simple("${exception.cost}"))
                        .setBody(simple("${exception.partialText}"))
                        .to("direct:look")
                        .end()
                        .to("openrouter:completion?maxRepairs=1&outputClass=" + Invoice.class.getName());
                // end::failure[]

                // tag::message[]
                from("direct:message")
                        .setHeader(OpenRouterConstants.JSON_SCHEMA, constant("#invoiceSchema"))
                        .to("openrouter:completion?output=map");
                // end::message[]

                // tag::type[]
                from("direct:prose").to("openrouter:completion").transformDataType(new DataType("openrouter:json"));
                // end::type[]

                from("direct:look").to("mock:look");
            }
        };
    }

    /** Takes what the route read. */
    public static final class Books {
        private volatile Invoice last;

        public void enter(Invoice invoice) {
            last = invoice;
        }
    }

    private static String answer(String content) {
        return "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                + "\"content\":\"" + content.replace("\"", "\\\"").replace("\n", "\\n")
                + "\"}}],\"usage\":{\"cost\":0.001}}";
    }

    private static final String INVOICE =
            "{\"number\":\"A1\",\"total\":12.50,\"lines\":[{\"text\":\"Paper\",\"count\":2}],\"note\":null}";

    @Test
    void an_answer_becomes_an_object_of_the_class() {
        simulator.enqueue(Reply.json(answer(INVOICE)));

        Exchange exchange = template.request("direct:invoice", e -> e.getIn().setBody("Invoice A1 ..."));

        assertThat(exchange.getException()).isNull();
        assertThat(books.last.total()).isEqualTo(new BigDecimal("12.50"));
        assertThat(books.last.note()).isEmpty();
    }

    @Test
    void an_answer_that_stays_wrong_is_looked_at_with_what_it_cost() throws Exception {
        simulator.enqueue(Reply.json(answer("{}")));
        simulator.enqueue(Reply.json(answer("{}")));
        mock("look").expectedMessageCount(1);

        template.requestBody("direct:careful", "Invoice A1 ...");

        mock("look").assertIsSatisfied();
        assertThat(mock("look").getExchanges().get(0).getMessage().getHeader("why", String.class))
                .contains("required")
                .contains("number");
        assertThat(mock("look").getExchanges().get(0).getMessage().getHeader("paid", BigDecimal.class))
                .isEqualByComparingTo("0.002");
    }

    @Test
    void a_message_names_a_schema_of_the_registry() {
        context.getRegistry()
                .bind(
                        "invoiceSchema",
                        Map.of("type", "object", "properties", Map.of("number", Map.of("type", "string"))));
        simulator.enqueue(Reply.json(answer("{\"number\":\"A1\"}")));

        assertThat(template.requestBody("direct:message", "Invoice A1 ...")).isEqualTo(Map.of("number", "A1"));
    }

    @Test
    void JSON_in_prose_becomes_JSON() {
        simulator.enqueue(Reply.json(answer("Sure:\n```json\n{\"number\":\"A1\"}\n```")));

        assertThat(template.requestBody("direct:prose", "Invoice A1 ...", JsonNode.class)
                        .path("number")
                        .asText())
                .isEqualTo("A1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void a_schema_stands_in_the_route_or_beside_it(String language) throws Exception {
        assumeTrue(!language.equals("xml") || onClasspath("org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class"));
        if (language.equals("java")) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // tag::schema[]
                    from("direct:person")
                            .to("openrouter:completion?output=json&jsonSchema=classpath:docs/person.schema.json")
                            .log("${body[name]}");
                    // end::schema[]
                }
            });
        } else {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveMandatoryResource(context, "classpath:docs/structured." + language));
        }
        simulator.enqueue(Reply.json(answer("{\"name\":\"Ada\",\"born\":1815}")));

        Exchange exchange = template.request("direct:person", e -> e.getIn().setBody("Ada, born 1815"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(JsonNode.class).path("born").asInt())
                .isEqualTo(1815);
    }
}
