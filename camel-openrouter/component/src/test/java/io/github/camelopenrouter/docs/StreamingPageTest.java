package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class StreamingPageTest extends DocsTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::pull[]
                from("direct:pull")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .filter(simple("${body.last} == false"))
                        .to("direct:show") // the text of one chunk
                        .end()
                        .filter(simple("${body.last}"))
                        .setHeader("cost", simple("${body.response.usage.cost}"))
                        .to("direct:done");
                // end::pull[]

                // tag::push[]
                from("direct:push")
                        .to("openrouter:streaming?streamTo=direct:show")
                        .log("${header.CamelOpenRouterCost} USD for ${body.length} characters")
                        .to("direct:done");
                // end::push[]

                // tag::text[]
                from("direct:text").to("openrouter:streaming").convertBodyTo(String.class);
                // end::text[]

                // tag::publisher[]
                from("direct:publisher").to("openrouter:streaming").process(exchange -> {
                    Flow.Publisher<?> chunks = exchange.getMessage().getBody(Flow.Publisher.class);
                    // hand it to a reactive library; the exchange waits here no longer than you do
                    exchange.getMessage().setBody(Subscriber.read(chunks));
                });
                // end::publisher[]

                // tag::enough[]
                from("direct:enough").to("openrouter:streaming").process(exchange -> {
                    StringBuilder text = new StringBuilder();
                    try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
                        while (stream.hasNext() && text.indexOf(".") < 0) {
                            text.append(stream.next().text());
                        }
                    }
                    exchange.getMessage().setBody(text.toString());
                });
                // end::enough[]

                from("direct:show").to("mock:shown");
                from("direct:done").to("mock:done");
            }
        };
    }

    @Test
    void pulling_sees_every_chunk_and_the_cost_at_the_end() throws Exception {
        Exchange exchange = template.request("direct:pull", e -> e.getIn().setBody("Say a b c"));

        assertThat(exchange.getException()).isNull();
        assertThat(shown()).isEqualTo("a b c");
        assertThat(mock("done").getExchanges()).hasSize(1);
        assertThat(mock("done").getExchanges().get(0).getMessage().getHeader("cost"))
                .isEqualTo(simulator.billed());
    }

    @Test
    void a_stream_that_breaks_fails_the_exchange_that_pulls_it() {
        simulator.enqueue(Reply.sse("data: {\"choices\":[{\"delta\":{\"content\":\"half an \"}}]}\n\n"));

        Exchange exchange = template.request("direct:pull", e -> e.getIn().setBody("Tell"));

        assertThat(exchange.getException()).isInstanceOfSatisfying(TransportException.class, failure -> {
            assertThat(failure.getErrorType()).isEqualTo("stream_truncated");
            assertThat(failure.getPartialText()).isEqualTo("half an ");
            assertThat(failure.isRetryable()).isFalse();
        });
        assertThat(mock("done").getExchanges()).isEmpty();
    }

    @Test
    void pushing_sends_chunks_on_and_ends_with_the_whole_text() {
        Exchange exchange = template.request("direct:push", e -> e.getIn().setBody("Say a b c"));

        assertThat(exchange.getException()).isNull();
        assertThat(shown()).isEqualTo("a b c");
        assertThat(exchange.getMessage().getBody()).isEqualTo("a b c");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.COST)).isEqualTo(simulator.billed());
    }

    @Test
    void a_stream_converts_to_text_and_to_a_publisher() {
        assertThat(template.requestBody("direct:text", "Say a b c")).isEqualTo("a b c");
        assertThat(template.requestBody("direct:publisher", "Say a b c")).isEqualTo("a b c");
    }

    @Test
    void a_route_that_has_enough_cuts_the_connection() throws Exception {
        String event = "data: {\"choices\":[{\"delta\":{\"content\":\"It ends here. But \"}}]}\n\n";
        simulator.enqueue(Reply.sse(event).thenHang());

        assertThat(template.requestBody("direct:enough", "Tell")).isEqualTo("It ends here. But ");

        RecordedRequest request = request();
        assertThat(request.awaitDisconnect(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_template_owns_the_stream() throws Exception {
        assertThat(ask(template)).isEqualTo("a b c");
    }

    private static String ask(ProducerTemplate template) throws Exception {
        StringBuilder text = new StringBuilder();
        // tag::template[]
        try (ChatStream stream = template.requestBody("openrouter:streaming", "Say a b c", ChatStream.class)) {
            while (stream.hasNext()) {
                ChatChunk chunk = stream.next();
                text.append(chunk.text());
            }
        }
        // end::template[]
        return text.toString();
    }

    private String shown() {
        return mock("shown").getExchanges().stream()
                .map(chunk -> chunk.getMessage().getBody(String.class))
                .collect(Collectors.joining());
    }
}
