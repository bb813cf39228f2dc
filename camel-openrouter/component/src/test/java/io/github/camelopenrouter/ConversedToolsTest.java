package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolDecision;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;

/** What tools said stays in the conversation. */
class ConversedToolsTest extends SimulatorTestSupport {
    private static final String CITY = "{\"city\":\"Paris\"}";

    private final String options = "tools=weather&conversationId=" + UUID.randomUUID();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city&parameter.city=string")
                        .setBody(simple("${body[city]}: 20 degrees"));
            }
        };
    }

    private List<String> sent() {
        JsonNode last =
                simulator.requests().get(simulator.requests().size() - 1).json();
        List<String> sent = new ArrayList<>();
        last.get("messages")
                .forEach(message -> sent.add(message.path("role").asText() + ":"
                        + (message.has("tool_calls")
                                ? message.at("/tool_calls/0/id").asText()
                                : message.get("content").asText())));
        return sent;
    }

    @Test
    void all_rounds_of_a_completion_are_one_turn() {
        simulator.enqueue(calls("0.01", call("c1", "weather", CITY)), text("0.02", "It is warm."), text("0.01", "No."));
        assertThat(send("openrouter:completion?" + options, "How is Paris?").getException())
                .isNull();

        assertThat(send("openrouter:completion?" + options, "Does it rain?").getException())
                .isNull();

        assertThat(sent())
                .containsExactly(
                        "user:How is Paris?",
                        "assistant:c1",
                        "tool:Paris: 20 degrees",
                        "assistant:It is warm.",
                        "user:Does it rain?");
    }

    @Test
    void all_rounds_of_a_stream_are_one_turn() {
        simulator.enqueue(
                streamed("0.01", "Let me see. ", call("c1", "weather", CITY)),
                streamed("0.02", "It is warm."),
                text("0.01", "No."));
        read(send("openrouter:streaming?" + options, "How is Paris?"));

        assertThat(send("openrouter:completion?" + options, "Does it rain?").getException())
                .isNull();

        assertThat(sent())
                .containsExactly(
                        "user:How is Paris?",
                        "assistant:c1",
                        "tool:Paris: 20 degrees",
                        "assistant:It is warm.",
                        "user:Does it rain?");
    }

    @Test
    void of_a_stream_that_was_cut_in_a_later_round_the_rounds_before_are_kept_where_it_is_asked_for() {
        simulator.enqueue(
                streamed("0.01", "", call("c1", "weather", CITY)),
                Reply.sse(Wire.chunk("It is"), Wire.failure("502", "gone")),
                text("0.01", "No."));
        Exchange opened = send("openrouter:streaming?conversationCut=keep&" + options, "How is Paris?");
        try {
            read(opened);
        } catch (io.github.camelopenrouter.error.OpenRouterException e) {
            assertThat(e).isNotNull();
        }

        assertThat(send("openrouter:completion?" + options, "Does it rain?").getException())
                .isNull();

        assertThat(sent())
                .containsExactly(
                        "user:How is Paris?",
                        "assistant:c1",
                        "tool:Paris: 20 degrees",
                        "assistant:It is",
                        "user:Does it rain?");
    }

    private static void read(Exchange exchange) {
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            stream.forEachRemaining(chunk -> {});
        }
    }

    @Test
    void calls_of_a_stream_that_wait_for_a_human_are_one_turn_with_what_follows_them() {
        context.getRegistry()
                .bind("asking", (ToolApproval) request -> CompletableFuture.completedFuture(ToolDecision.ask()));
        String uri = "openrouter:streaming?toolApproval=#asking&toolApprovalSecret=0123456789abcdef0123456789abcdef&"
                + options;
        simulator.enqueue(streamed("0.01", "", call("c1", "weather", CITY)));
        List<ChatChunk> chunks = new ArrayList<>();
        try (ChatStream stream = send(uri, "How is Paris?").getMessage().getBody(ChatStream.class)) {
            stream.forEachRemaining(chunks::add);
        }
        PendingToolCalls pending = chunks.get(chunks.size() - 1).loop().pending();
        simulator.enqueue(streamed("0.02", "It is warm."), text("0.01", "No."));
        read(send(uri, pending.allowAll()));

        assertThat(send("openrouter:completion?" + options, "Does it rain?").getException())
                .isNull();

        assertThat(sent())
                .containsExactly(
                        "user:How is Paris?",
                        "assistant:c1",
                        "tool:Paris: 20 degrees",
                        "assistant:It is warm.",
                        "user:Does it rain?");
    }

    @Test
    void calls_that_come_out_are_answered_by_the_next_message() {
        simulator.enqueue(calls("0.01", call("c1", "weather", CITY)), text("0.02", "It is warm."));
        io.github.camelopenrouter.model.PendingToolCalls pending = send(
                        "openrouter:completion?toolExecution=manual&" + options, "How is Paris?")
                .getMessage()
                .getBody(io.github.camelopenrouter.model.PendingToolCalls.class);

        Exchange answered =
                send("openrouter:completion?toolExecution=manual&" + options, pending.withResult("c1", "20 degrees"));

        assertThat(answered.getMessage().getBody()).isEqualTo("It is warm.");
        assertThat(sent()).containsExactly("user:How is Paris?", "assistant:c1", "tool:20 degrees");
    }

    @Test
    void a_loop_that_failed_adds_nothing() {
        simulator.enqueue(
                calls("0.01", call("c1", "weather", CITY)),
                Reply.json(500, Wire.error(500, "down")),
                text("0.01", "No."));
        assertThat(send("openrouter:completion?" + options, "How is Paris?").getException())
                .isNotNull();

        assertThat(send("openrouter:completion?" + options, "Does it rain?").getException())
                .isNull();

        assertThat(sent()).containsExactly("user:Does it rain?");
    }
}
