package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.BacklogTracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.StreamElement;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Camel's tracers look at each body, as they do in the profile dev of Camel Main and of the Camel CLI: they must not read a stream. */
class TracedStreamTest extends SimulatorTestSupport {
    private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.setTracing(true);
        context.setBacklogTracing(true);
        context.setDebugging(true);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:pull")
                        .to("openrouter:streaming")
                        .to("log:pulled?showAll=true")
                        .split(body())
                        .streaming()
                        .process(exchange -> seen.add(exchange.getMessage().getBody()));
                from("direct:named")
                        .to("openrouter:streaming")
                        .setHeader("told", simple("told: ${body}"))
                        .split(body())
                        .streaming()
                        .process(exchange -> seen.add(exchange.getMessage().getBody()));
                from("direct:elements")
                        .to("openrouter:streaming?streamElements=/slides")
                        .to("log:elements?showAll=true")
                        .split(body())
                        .streaming()
                        .process(exchange -> seen.add(exchange.getMessage().getBody()));
            }
        };
    }

    @Test
    void every_chunk_is_left_for_the_route() {
        Exchange exchange = send("direct:pull", "Tell me a story");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).hasSizeGreaterThan(2).allMatch(ChatChunk.class::isInstance);
        assertThat(((ChatChunk) seen.get(seen.size() - 1)).last()).isTrue();
        assertThat(traced()).anyMatch(body -> body.contains("java.io.Writer"));
    }

    @Test
    void a_text_that_names_the_body_has_the_whole_answer_and_leaves_nothing() {
        simulator.enqueue(Reply.streamed("Paris is in France", 5));

        Exchange exchange = send("direct:named", "Where is Paris?");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader("told")).isEqualTo("told: Paris is in France");
        assertThat(seen).isEmpty();
    }

    @Test
    void every_element_is_left_for_the_route() {
        simulator.enqueue(Reply.streamed("{\"slides\":[{\"title\":\"Seine\"},{\"title\":\"Loire\"}]}", 10));

        Exchange exchange = send("direct:elements", "Two rivers");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).hasSize(3).allMatch(StreamElement.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "text"})
    void a_stream_of_bytes_is_left_for_whoever_reads_it(String format) {
        Exchange exchange = send("openrouter:streaming?streamFormat=" + format, "Tell me a story");

        assertThat(exchange.getMessage().getBody(String.class)).isNotBlank();
    }

    private List<String> traced() {
        return context.getCamelContextExtension().getContextPlugin(BacklogTracer.class).dumpAllTracedMessages().stream()
                .map(message -> message.toJSon(0))
                .toList();
    }
}
