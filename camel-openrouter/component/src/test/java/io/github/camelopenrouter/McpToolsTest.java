package io.github.camelopenrouter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolInvocation;
import io.github.camelopenrouter.internal.tool.ToolResult;
import io.github.camelopenrouter.mcp.HttpServer;
import io.github.camelopenrouter.model.ContentPart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Tools of a real server that speaks streamable HTTP. */
class McpToolsTest extends SimulatorTestSupport {
    private HttpServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private String uri(String more) {
        return "openrouter:completion?mcpServer.docs.url=" + server.url() + more;
    }

    private List<Tool> tools(String uri) throws Exception {
        return ask(uri).get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<List<Tool>> ask(String uri) {
        OpenRouterEndpoint endpoint = context.getEndpoint(uri, OpenRouterEndpoint.class);
        return endpoint.getComponent()
                .runtime()
                .mcpTools(endpoint.terms())
                .get(0)
                .tools();
    }

    private static Tool tool(List<Tool> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<ToolResult> begin(Tool tool, ObjectNode arguments, Duration timeout) {
        return tool.call(
                new ToolInvocation("call_1", tool.definition().name(), arguments, Map.of(), List.of(), timeout));
    }

    private static ToolResult call(Tool tool, ObjectNode arguments) throws Exception {
        return begin(tool, arguments, Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Test
    void tools_are_offered_under_the_name_of_their_server() throws Exception {
        List<Tool> tools = tools(uri(""));

        assertThat(tools)
                .extracting(tool -> tool.definition().name())
                .contains("docs_echo", "docs_fail", "docs_slow")
                .allMatch(name -> name.startsWith("docs_"));
        assertThat(tool(tools, "docs_echo").definition().wire().toString())
                .isEqualTo(
                        "{\"type\":\"function\",\"function\":{\"name\":\"docs_echo\",\"description\":\"Says it again\","
                                + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}");
    }

    @Test
    void a_tool_is_called_with_its_arguments_and_gives_its_text() throws Exception {
        Tool echo = tool(tools(uri("")), "docs_echo");

        assertThat(call(echo, object().put("text", "hello"))).isEqualTo(ToolResult.text("echo: hello"));
    }

    @Test
    void numbers_keep_their_digits() throws Exception {
        Tool digits = tool(tools(uri("")), "docs_digits");
        ObjectNode arguments = object();
        arguments.set(
                "number",
                JsonNodeFactory.instance.numberNode(new java.math.BigInteger("123456789012345678901234567890")));

        assertThat(call(digits, arguments)).isEqualTo(ToolResult.text("123456789012345678901234567890"));
    }

    @Test
    void what_the_server_calls_a_failure_is_one_and_the_model_reads_why() throws Exception {
        assertThat(call(tool(tools(uri("")), "docs_fail"), object()))
                .isEqualTo(ToolResult.failure("there is no such city"));
    }

    @Test
    void a_tool_that_breaks_has_failed() throws Exception {
        ToolResult result = call(tool(tools(uri("")), "docs_boom"), object());

        assertThat(result.failed()).isTrue();
    }

    @Test
    void structured_content_is_json_where_there_is_no_text() throws Exception {
        assertThat(call(tool(tools(uri("")), "docs_facts"), object())).isEqualTo(ToolResult.text("{\"height\":8849}"));
    }

    @Test
    void a_picture_is_told_of_unless_media_are_wanted() throws Exception {
        assertThat(call(tool(tools(uri("")), "docs_picture"), object()).content())
                .isEqualTo(("a picture\n[image of the type image/png, 7 bytes, which is not shown]"));

        Object content = call(tool(tools(uri("&mcpServer.docs.media=true")), "docs_picture"), object())
                .content();

        assertThat(content)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .extracting(part -> ((ContentPart) part).type())
                .containsExactly("text", "image_url");
    }

    @Test
    void a_server_that_asks_for_roots_or_a_model_is_refused_and_a_ping_is_answered() throws Exception {
        assertThat(call(tool(tools(uri("")), "docs_ask"), object()))
                .isEqualTo(ToolResult.text("no roots, no sampling, alive"));
    }

    @Test
    void calls_of_one_server_run_side_by_side() throws Exception {
        List<Tool> tools = tools(uri(""));
        CompletableFuture<ToolResult> never = begin(tool(tools, "docs_never"), object(), Duration.ofMinutes(1));

        assertThat(call(tool(tools, "docs_echo"), object().put("text", "x"))).isEqualTo(ToolResult.text("echo: x"));
        assertThat(never).isNotDone();
        never.cancel(false);
    }

    @Test
    void a_call_that_takes_too_long_fails_and_leaves_nothing() throws Exception {
        Tool never = tool(tools(uri("")), "docs_never");

        assertThatThrownBy(() -> begin(never, object(), Duration.ofMillis(200)).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("MCP server docs: it did not answer within 200 ms");
    }

    @Test
    void the_list_is_asked_for_once_and_shared_by_endpoints() throws Exception {
        tools(uri(""));
        tools(uri("&model=a/b"));
        long posts = server.seen("POST");
        tools(uri("&model=a/b"));

        // initialize, initialized, tools/list
        assertThat(posts).isEqualTo(3);
        assertThat(server.seen("POST")).isEqualTo(3);
    }

    @Test
    void a_list_that_changed_is_asked_for_again() throws Exception {
        tools(uri(""));
        // its stream of notifications is open
        await().until(() -> server.seen("GET") == 1);

        server.offer("later");

        await().untilAsserted(() -> assertThat(tools(uri("")))
                .extracting(tool -> tool.definition().name())
                .contains("docs_later"));
    }

    @Test
    void a_server_that_was_restarted_is_asked_again_within_the_same_call() throws Exception {
        Tool echo = tool(tools(uri("")), "docs_echo");

        server.restart();

        assertThat(call(echo, object().put("text", "again"))).isEqualTo(ToolResult.text("echo: again"));
    }

    @Test
    void only_the_tools_that_are_named_are_offered() throws Exception {
        assertThat(tools(uri("&mcpServer.docs.tools=echo,fail")))
                .extracting(tool -> tool.definition().name())
                .containsExactlyInAnyOrder("docs_echo", "docs_fail");
    }

    @Test
    void a_tool_that_is_named_and_not_there_fails_the_message() {
        assertThatThrownBy(() -> tools(uri("&mcpServer.docs.tools=ecoh")))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("it offers no tool ecoh: check mcpServer.docs.tools");
    }

    @Test
    void headers_go_with_each_request_and_none_of_them_is_told() throws Exception {
        tools(uri("&mcpServer.docs.header.Authorization=RAW(Bearer CANARY)"));
        await().until(() -> server.seen("GET") == 1);

        assertThat(server.seen()).allMatch(one -> "Bearer CANARY".equals(one.authorization()));

        server.refuseWith(401);
        assertThatThrownBy(() -> tools(uri("&mcpServer.docs.header.Authorization=RAW(Bearer CANARY2)")))
                .hasMessageContaining("it does not let this client in (HTTP 401): check mcpServer.docs.token")
                .satisfies(
                        why -> assertThat(org.apache.camel.util.ObjectHelper.getException(TransportException.class, why)
                                        .toString())
                                .doesNotContain("CANARY"));
    }

    @Test
    void a_token_goes_with_each_request_and_camel_hides_it_in_uris() throws Exception {
        String uri = uri("&mcpServer.docs.token=CANARY");

        tools(uri);

        assertThat(server.seen()).allMatch(one -> "Bearer CANARY".equals(one.authorization()));
        assertThat(context.getEndpoint(uri).toString()).doesNotContain("CANARY");
    }

    @Test
    void no_uri_can_allow_processes() {
        assertThatThrownBy(() -> tools("openrouter:completion?mcpServer.x.command=/bin/true&mcpAllowProcesses=true"))
                .hasStackTraceContaining("mcpAllowProcesses");
        assertThatThrownBy(() -> tools("openrouter:completion?mcpServer.x.command=/bin/true"))
                .hasStackTraceContaining("set mcpAllowProcesses=true on the component");
    }

    @Test
    void what_failed_is_asked_for_again_by_the_next_message() throws Exception {
        server.refuseWith(503);
        assertThatThrownBy(() -> tools(uri("")))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining(
                        "nothing was sent, as tools are missing. MCP server docs: it answered with HTTP 503");

        server.refuseWith(0);

        assertThat(tools(uri(""))).isNotEmpty();
    }

    @Test
    void a_session_is_ended_with_the_last_endpoint_that_uses_it() throws Exception {
        tools(uri(""));
        tools(uri("&model=a/b"));

        context.getEndpoint(uri("")).stop();
        assertThat(server.seen("DELETE")).isZero();
        context.getEndpoint(uri("&model=a/b")).stop();

        await().until(() -> server.seen("DELETE") == 1);
    }

    @Test
    void a_component_that_stops_ends_its_sessions_first() throws Exception {
        tools(uri(""));

        context.getComponent("openrouter").stop();

        assertThat(server.seen("DELETE")).isEqualTo(1);
    }

    @Test
    void a_result_beyond_all_measure_fails_its_call_and_no_other() throws Exception {
        List<Tool> tools = tools(uri(""));

        assertThatThrownBy(() -> call(tool(tools, "docs_huge"), object().put("length", 17 * 1024 * 1024)))
                .hasRootCauseMessage("MCP server docs: it sent a message of more than 16777216 bytes");
        assertThat(call(tool(tools, "docs_echo"), object().put("text", "x"))).isEqualTo(ToolResult.text("echo: x"));
    }
}
