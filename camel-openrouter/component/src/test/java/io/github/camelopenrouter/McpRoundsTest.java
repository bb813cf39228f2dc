package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.mcp.HttpServer;
import io.github.camelopenrouter.model.ChatStream;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A model that uses the tools of a real MCP server, and those of a route beside them. */
class McpRoundsTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpServer server;

    @Override
    protected RouteBuilder createRouteBuilder() throws Exception {
        server = HttpServer.start();
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=time&description=The time").setBody(constant("noon"));
            }
        };
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private String uri(String operation) {
        return "openrouter:" + operation + "?tools=time&mcpServer.docs.url=" + server.url()
                + "&mcpServer.docs.tools=echo,fail,digits";
    }

    private JsonNode request(int at) throws Exception {
        return JSON.readTree(simulator.requests().get(at).text());
    }

    @Test
    void tools_of_routes_and_of_servers_are_offered_and_run_side_by_side() throws Exception {
        simulator.enqueue(calls(
                "0.01",
                call("c1", "docs_echo", "{\"text\":\"hi\"}"),
                call("c2", "time", "{}"),
                call("c3", "docs_fail", "{}")));
        simulator.enqueue(text("0.02", "Done."));

        Exchange exchange = send(uri("completion"), "go");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(request(0).path("tools").findValuesAsText("name"))
                .containsExactly("time", "docs_echo", "docs_digits", "docs_fail");
        assertThat(request(1).path("messages").findValuesAsText("content"))
                .containsExactly("go", "null", "echo: hi", "noon", "there is no such city");
    }

    @Test
    void tools_of_servers_need_no_others() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "docs_echo", "{\"text\":\"hi\"}")));
        simulator.enqueue(text("0.02", "Done."));

        Exchange exchange = send("openrouter:completion?mcpServer.docs.url=" + server.url(), "go");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
    }

    @Test
    void a_stream_goes_on_behind_the_tools_of_a_server() throws Exception {
        simulator.enqueue(streamed("0.01", "", call("c1", "docs_echo", "{\"text\":\"hi\"}")));
        simulator.enqueue(streamed("0.02", "Done."));
        List<String> texts = new ArrayList<>();

        Exchange exchange = send(uri("streaming"), "go");
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                texts.add(stream.next().text());
            }
        }

        assertThat(String.join("", texts.stream().filter(text -> text != null).toList()))
                .isEqualTo("Done.");
        assertThat(request(1).path("messages").toString()).contains("echo: hi");
    }

    @Test
    void a_server_that_is_not_there_fails_the_exchange_before_anything_is_sent() throws Exception {
        server.refuseWith(503);

        Exchange exchange = send(uri("completion"), "go");

        assertThat(exchange.getException(TransportException.class))
                .hasMessage(
                        "OpenRouter: nothing was sent, as tools are missing. MCP server docs: it answered with HTTP 503");
        assertThat(exchange.getException(TransportException.class).isRetryable())
                .isTrue();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_stream_of_objects_has_no_tools_of_servers() {
        assertThatThrownBy(() -> context.getEndpoint(uri("streaming").replace("tools=time&", "") + "&streamFormat=sse"))
                .hasStackTraceContaining("The options tools and mcpServer need a stream of chunks");
    }

    @Test
    void a_message_may_want_fewer_of_them() throws Exception {
        simulator.enqueue(text("0.02", "Done."));

        send(uri("completion"), "go", Map.of(OpenRouterConstants.TOOLS, "docs_echo"));

        assertThat(request(0).path("tools").findValuesAsText("name")).containsExactly("docs_echo");
    }

    @Test
    void arguments_are_checked_by_the_schema_of_the_server_before_it_is_called() throws Exception {
        server.offerStrict("city");
        simulator.enqueue(calls("0.01", call("c1", "docs_city", "{\"name\":7}")));
        simulator.enqueue(text("0.02", "Done."));

        send("openrouter:completion?mcpServer.docs.url=" + server.url() + "&mcpServer.docs.tools=city", "go");

        assertThat(request(1).path("messages").toString()).contains("/name").doesNotContain("never called");
    }
}
