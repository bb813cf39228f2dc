package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class StreamingTest extends SimulatorTestSupport {
    private final List<ChatChunk> seen = java.util.Collections.synchronizedList(new ArrayList<>());

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:pull")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .process(exchange -> seen.add(exchange.getMessage().getBody(ChatChunk.class)));
                from("direct:push").to("openrouter:streaming?streamTo=direct:chunk");
                from("direct:chunk")
                        .process(exchange -> seen.add(exchange.getMessage().getBody(ChatChunk.class)));
                from("direct:text").to("openrouter:streaming").convertBodyTo(String.class);
                from("direct:sse").to("openrouter:streaming?streamFormat=sse").convertBodyTo(String.class);
            }
        };
    }

    @Test
    void a_split_sees_every_chunk_and_the_cost_on_the_last() {
        Exchange exchange = send("direct:pull", "Tell me a story");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).hasSizeGreaterThan(2);
        ChatChunk last = seen.get(seen.size() - 1);
        assertThat(last.last()).isTrue();
        assertThat(last.response().usage().cost()).isEqualByComparingTo(simulator.billed());
        assertThat(last.response().text())
                .isEqualTo(String.join("", seen.stream().map(ChatChunk::text).toList()));
    }

    @Test
    void chunks_are_pushed_in_order_and_the_exchange_goes_on_with_the_whole_text() {
        Exchange exchange = send("direct:push", "Tell me a story");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).extracting(ChatChunk::index).isSorted().startsWith(0);
        assertThat(exchange.getMessage().getBody())
                .isEqualTo(String.join("", seen.stream().map(ChatChunk::text).toList()));
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.COST)).isEqualTo(simulator.billed());
    }

    @Test
    void a_stream_converts_to_its_text() {
        Exchange exchange = send("direct:text", "Tell me a story");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isNotBlank();
    }

    @Test
    void events_of_an_attempt_that_failed_before_its_first_content_are_not_passed_on() {
        simulator.enqueue(
                Reply.sse(
                        "data: {\"id\":\"gen-first\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n",
                        "data: {\"error\":{\"code\":502,\"message\":\"gone\"}}\n\n"),
                Reply.sse(
                        "data: {\"id\":\"gen-second\",\"choices\":[{\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\n",
                        "data: [DONE]\n\n"));

        Exchange exchange = send("openrouter:streaming?streamFormat=sse&maxRetries=1", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class))
                .contains("gen-second")
                .doesNotContain("gen-first");
    }

    @Test
    void events_are_passed_on_with_their_end() {
        Exchange exchange = send("direct:sse", "Tell me a story");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class))
                .contains("data: {")
                .endsWith("data: [DONE]\n\n");
    }
}
