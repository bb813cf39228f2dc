package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.InMemoryLedger;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tools in a stream: text and what tools do flow while it runs. */
class StreamedToolsTest extends SimulatorTestSupport {
    private static final String PULLED = "openrouter:streaming?tools=weather";

    private final InMemoryLedger ledger = new InMemoryLedger();
    private final List<ChatChunk> pushed = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city&parameter.city=string")
                        .setBody(simple("${body[city]}: 20 degrees"));
                from("openrouter:tool?name=held&description=Waits").process(exchange -> {
                    entered.countDown();
                    leave.await();
                });
                from("direct:chunks")
                        .process(exchange -> pushed.add(exchange.getMessage().getBody(ChatChunk.class)));
            }
        };
    }

    @BeforeEach
    void bindLedger() {
        context.getRegistry().bind("ledger", ledger);
    }

    @AfterEach
    void letGo() {
        leave.countDown();
    }

    private static List<ChatChunk> read(Exchange exchange) {
        List<ChatChunk> chunks = new ArrayList<>();
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            stream.forEachRemaining(chunks::add);
        }
        return chunks;
    }

    private static String text(List<ChatChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        return text.toString();
    }

    @Test
    void text_and_tools_flow_in_one_stream_whose_last_chunk_tells_what_all_came_to() {
        simulator.enqueue(streamed("0.01", "Let me see. ", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(streamed("0.02", "It is warm."));

        Exchange exchange = send(PULLED + "&ledger=#ledger", "How is Paris?");
        List<ChatChunk> chunks = read(exchange);

        assertThat(text(chunks)).isEqualTo("Let me see. It is warm.");
        assertThat(chunks.stream()
                        .map(ChatChunk::tool)
                        .filter(event -> event != null)
                        .toList())
                .extracting(ToolEvent::kind)
                .containsExactly(ToolEvent.Kind.called, ToolEvent.Kind.answered);
        ToolEvent told = chunks.stream()
                .map(ChatChunk::tool)
                .filter(event -> event != null && event.kind() == ToolEvent.Kind.answered)
                .findFirst()
                .orElseThrow();
        assertThat(told.result()).isEqualTo("Paris: 20 degrees");
        assertThat(told.round()).isEqualTo(1);
        ChatChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.response().text()).isEqualTo("It is warm.");
        assertThat(last.loop().rounds()).isEqualTo(2);
        assertThat(last.loop().calls()).isEqualTo(1);
        assertThat(last.loop().cost()).isEqualByComparingTo("0.03");
        assertThat(ledger.cost()).isEqualByComparingTo("0.03");
        assertThat(chunks).extracting(ChatChunk::index).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void what_a_tool_does_is_told_before_it_has_ended() throws Exception {
        simulator.enqueue(streamed("0.01", "Wait. ", call("c1", "held", "{}")));
        simulator.enqueue(streamed("0.02", "Done."));

        Exchange exchange = send("openrouter:streaming?tools=held", "hello");

        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            assertThat(stream.next().text()).isEqualTo("Wait. ");
            ChatChunk called = stream.next();
            assertThat(called.tool().kind()).isEqualTo(ToolEvent.Kind.called);
            assertThat(called.tool().call().name()).isEqualTo("held");
            leave.countDown();
            assertThat(stream.rest()).isEqualTo("Done.");
        }
    }

    @Test
    void pushed_chunks_tell_of_tools_and_the_exchange_goes_on_with_the_whole_text() {
        simulator.enqueue(streamed("0.01", "Let me see. ", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(streamed("0.02", "It is warm."));

        Exchange exchange = send(PULLED + "&streamTo=direct:chunks", "How is Paris?");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Let me see. It is warm.");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.03"));
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_CALLS_MADE))
                .isEqualTo(1);
        assertThat(pushed).filteredOn(chunk -> chunk.tool() != null).hasSize(2);
    }

    @Test
    void a_later_round_that_fails_fails_the_stream_and_tells_what_was_paid() {
        simulator.enqueue(streamed("0.01", "Let me see. ", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));

        Exchange exchange = send(PULLED, "hello");

        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            assertThatThrownBy(stream::rest).satisfies(failure -> {
                assertThat(((OpenRouterException) failure).getStatusCode()).isEqualTo(429);
                assertThat(((OpenRouterException) failure).isRetryable()).isFalse();
                assertThat(((ToolLoopException) failure.getSuppressed()[0])
                                .getLoop()
                                .cost())
                        .isEqualByComparingTo("0.01");
            });
        }
    }

    @Test
    void nothing_runs_from_a_stream_that_was_cut() {
        simulator.enqueue(Reply.sse(
                        "data: {\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
                                + "\"id\":\"c1\",\"function\":{\"name\":\"held\",\"arguments\":\"{}\"}}]},\"finish_reason\":null}]}\n\n")
                .thenReset());

        Exchange exchange = send("openrouter:streaming?tools=held", "hello");

        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            assertThatThrownBy(stream::rest).isInstanceOf(OpenRouterException.class);
        }
        assertThat(entered.getCount()).isEqualTo(1);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void whoever_closes_the_stream_while_a_tool_runs_waits_for_nothing_and_pays_no_more() throws Exception {
        simulator.enqueue(streamed("0.01", "Wait. ", call("c1", "held", "{}")));

        Exchange exchange = send("openrouter:streaming?tools=held", "hello");
        ChatStream stream = exchange.getMessage().getBody(ChatStream.class);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        stream.close();
        leave.countDown();

        assertThat(stream.hasNext()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
    }
}
