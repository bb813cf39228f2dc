package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class ToolsPageTest extends DocsTestSupport {
    // tag::class[]
    public record Booking(String city, int nights) {}
    // end::class[]

    private final List<Object> bodies = new ArrayList<>();

    /** Where the bean of the page comes from. */
    public final class Hotels {
        public String book(Booking booking) {
            bodies.add(booking);
            return "booked";
        }

        public List<String> find(Map<String, Object> arguments) {
            bodies.add(arguments);
            return List.of("Ritz");
        }
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("hotels", new Hotels());
        return new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getPropertiesComponent().addInitialProperty("booking", Booking.class.getName());

                // tag::tool[]
                from("openrouter:tool?name=weather&description=The weather of a city, now&tags=facts"
                                + "&parameter.city=string&parameter.city.description=Name of the city"
                                + "&parameter.city.required=true")
                        .setBody(simple("${body[city]}: 20 degrees, dry"));

                from("direct:ask").to("openrouter:completion?tools=weather");
                // end::tool[]

                // tag::tags[]
                from("direct:tags").to("openrouter:completion?tools=book,tag:facts&maxToolRounds=5&maxToolCost=0.10");
                // end::tags[]

                // tag::bean[]
                from("openrouter:tool?name=hotels&description=Hotels of a city&tags=facts&parameter.city=string")
                        .bean("hotels", "find"); // List<String> find(Map<String, Object> arguments)

                from("openrouter:tool?name=book&description=Books a hotel&parametersClass={{booking}}")
                        .bean("hotels", "book"); // String book(Booking booking)
                // end::bean[]

                // tag::stream[]
                from("direct:stream").to("openrouter:streaming?tools=weather&streamTo=direct:chunk");

                from("direct:chunk")
                        .choice()
                        .when(simple("${body.tool} != null"))
                        .setBody(simple("${body.tool.kind} ${body.tool.call.name}"))
                        .to("mock:tools")
                        .otherwise()
                        .setBody(simple("${body.text}"))
                        .to("mock:text");
                // end::stream[]

                // tag::limits[]
                from("direct:limited")
                        .onException(ToolLoopException.class)
                        .handled(true)
                        .setBody(simple("${exception.errorType} after ${exception.loop.calls} calls, "
                                + "${exception.loop.cost} USD"))
                        .end()
                        .to("openrouter:completion?tools=weather&maxToolRounds=1");
                // end::limits[]

                // tag::headers[]
                from("direct:tenant").to("openrouter:completion?tools=account&toolHeaders=tenant");

                from("openrouter:tool?name=account&description=The balance of the customer")
                        .setBody(simple("${header.tenant}: 5 EUR"));
                // end::headers[]

                // tag::direct[]
                from("openrouter:tool?name=ticket&description=Opens a ticket for a person&returnDirect=true")
                        .setBody(constant("A person will answer you today."));
                // end::direct[]
            }
        };
    }

    private static Reply asks(String tool, String arguments) {
        return Reply.json(
                "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,"
                        + "\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"" + tool
                        + "\",\"arguments\":\"" + arguments.replace("\"", "\\\"")
                        + "\"}}]}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":10,\"cost\":0.01}}");
    }

    private static Reply says(String text) {
        return Reply.json(
                "{\"id\":\"gen-2\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"" + text
                        + "\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":10,\"cost\":0.02}}");
    }

    private static Reply streams(String delta, String reason) {
        return Reply.sse(
                "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":\""
                        + reason
                        + "\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":10,\"cost\":0.01}}\n\n",
                "data: [DONE]\n\n");
    }

    private Exchange ask(String route, Object body) {
        return template.request(route, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeader("tenant", "acme");
        });
    }

    @Test
    void a_route_answers_what_the_model_asks_and_headers_tell_what_all_cost() {
        simulator.enqueue(asks("weather", "{\"city\":\"Paris\"}"), says("Warm."));

        Exchange exchange = ask("direct:ask", "How is Paris?");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Warm.");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.03"));
        assertThat(simulator.requests().get(1).text()).contains("Paris: 20 degrees, dry");
    }

    @Test
    void beans_take_the_arguments_as_a_map_or_as_their_class() {
        simulator.enqueue(
                asks("hotels", "{\"city\":\"Paris\"}"),
                asks("book", "{\"city\":\"Paris\",\"nights\":2}"),
                says("Done."));

        assertThat(ask("direct:tags", "A hotel in Paris").getMessage().getBody())
                .isEqualTo("Done.");

        assertThat(bodies).containsExactly(Map.of("city", "Paris"), new Booking("Paris", 2));
        assertThat(simulator.requests().get(0).json().path("tools").findValuesAsText("name"))
                .containsExactly("book", "hotels", "weather");
    }

    @Test
    void a_stream_tells_of_tools_between_its_texts() {
        simulator.enqueue(
                streams(
                        "\"content\":\"Let me see. \",\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]",
                        "tool_calls"),
                streams("\"content\":\"Warm.\"", "stop"));

        assertThat(ask("direct:stream", "How is Paris?").getMessage().getBody()).isEqualTo("Let me see. Warm.");

        assertThat(mock("tools").getExchanges())
                .extracting(told -> told.getMessage().getBody(String.class))
                .containsExactly(ToolEvent.Kind.called + " weather", ToolEvent.Kind.answered + " weather");
    }

    @Test
    void a_limit_fails_and_tells_what_was_reached() {
        simulator.enqueue(asks("weather", "{\"city\":\"Paris\"}"), asks("weather", "{\"city\":\"Rome\"}"));

        assertThat(ask("direct:limited", "How is Paris?").getMessage().getBody(String.class))
                .isEqualTo("tool_rounds_exceeded after 1 calls, 0.02 USD");
    }

    @Test
    void a_tool_sees_the_headers_that_are_named() {
        simulator.enqueue(asks("account", "{}"), says("Done."));

        ask("direct:tenant", "What do I have?");

        assertThat(simulator.requests().get(1).text()).contains("acme: 5 EUR");
    }

    @Test
    void a_result_is_the_answer() {
        simulator.enqueue(asks("ticket", "{}"));

        Exchange exchange = ask("openrouter:completion?tools=ticket", "I want a person");

        assertThat(exchange.getMessage().getBody()).isEqualTo("A person will answer you today.");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void error_types_on_the_page_are_those_that_the_loop_has() throws IOException {
        String page = Files.readString(Path.of("../../docs/tools.md"));
        StringBuilder loop = new StringBuilder();
        for (String name : List.of("ToolRounds", "ToolTurn", "LoopTotals", "CallPlanner")) {
            loop.append(Files.readString(
                    Path.of("src/main/java/io/github/camelopenrouter/internal/tool/" + name + ".java")));
        }

        List<String> types = Pattern.compile("\"(tool_[a-z_]+)\"")
                .matcher(loop)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(types).hasSizeGreaterThan(8).allMatch(type -> page.contains('`' + type + '`'));
    }
}
