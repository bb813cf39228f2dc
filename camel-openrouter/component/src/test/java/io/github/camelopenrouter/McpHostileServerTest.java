package io.github.camelopenrouter;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolInvocation;
import io.github.camelopenrouter.internal.tool.ToolResult;
import io.github.camelopenrouter.mcp.ScriptedServer;
import io.github.camelopenrouter.mcp.ScriptedServer.Call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** What an MCP server may do to an application that trusted it. */
class McpHostileServerTest extends SimulatorTestSupport {
    private ScriptedServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new ScriptedServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private List<Tool> tools() throws Exception {
        return tools("");
    }

    private List<Tool> tools(String more) throws Exception {
        OpenRouterEndpoint endpoint = context.getEndpoint(
                "openrouter:completion?mcpServer.x.url=" + server.url() + more, OpenRouterEndpoint.class);
        return endpoint.getComponent()
                .runtime()
                .mcpTools(endpoint.terms())
                .get(0)
                .tools()
                .get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<ToolResult> begin(Duration timeout) throws Exception {
        Tool tool = tools().get(0);
        return tool.call(new ToolInvocation(
                "call_1",
                tool.definition().name(),
                JsonNodeFactory.instance.objectNode(),
                Map.of(),
                List.of(),
                timeout));
    }

    private ToolResult call() throws Exception {
        return begin(Duration.ofSeconds(30)).get(60, TimeUnit.SECONDS);
    }

    private List<JsonNode> received(String method) {
        return server.received().stream()
                .filter(message -> message.path("method").asText().equals(method))
                .toList();
    }

    private static List<String> names(List<Tool> tools) {
        return tools.stream().map(tool -> tool.definition().name()).toList();
    }

    private static String list(String... tools) {
        return "{\"tools\":[" + String.join(",", tools) + "]}";
    }

    @Test
    void two_tools_whose_names_become_the_same_stay_two() throws Exception {
        server.on(
                "tools/list",
                call -> call.result(list(
                        ScriptedServer.tool("get weather", "1"),
                        ScriptedServer.tool("get.weather", "2"),
                        ScriptedServer.tool("get_weather", "3"))));

        List<String> names = names(tools());

        assertThat(names).hasSize(3).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
        assertThat(names).contains("x_get_weather");
    }

    @Test
    void one_tool_that_is_offered_twice_is_offered_once() throws Exception {
        server.on(
                "tools/list",
                call -> call.result(list(ScriptedServer.tool("echo", "first"), ScriptedServer.tool("echo", "second"))));

        List<Tool> tools = tools();

        assertThat(tools).hasSize(1);
        assertThat(tools.get(0).definition().wire().toString()).contains("first");
    }

    @Test
    void a_name_or_a_description_says_nothing_that_nobody_sees_and_is_not_long() throws Exception {
        String hidden = "\u0000\u001b[31m\u202e\udb40\udc41";
        server.on(
                "tools/list",
                call -> call.result(list(
                        ScriptedServer.tool(
                                "ec" + hidden + "ho" + "o".repeat(200), "Says\u0007 it " + hidden + "again"),
                        ScriptedServer.tool("long", "y".repeat(10 * 1024 * 1024)))));

        List<Tool> tools = tools();

        assertThat(names(tools)).allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
        JsonNode first = tools.get(0).definition().wire().get("function");
        assertThat(first.get("description").asText()).isEqualTo("Says  it   [31magain");
        assertThat(tools.get(1)
                        .definition()
                        .wire()
                        .get("function")
                        .get("description")
                        .asText())
                .hasSize(4096 + 3)
                .endsWith("...");
    }

    @Test
    void a_schema_that_is_none_or_too_large_leaves_its_tool_out_and_no_other() throws Exception {
        server.on(
                "tools/list",
                call -> call.result(list(
                        "{\"name\":\"a\",\"inputSchema\":{\"type\":\"array\"}}",
                        "{\"name\":\"b\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"p\":{\"$ref\":\"http://evil/\"}}}}",
                        "{\"name\":\"c\",\"inputSchema\":{\"type\":\"object\",\"description\":\"" + "z".repeat(70_000)
                                + "\"}}",
                        ScriptedServer.tool("good", "d"))));

        assertThat(names(tools())).containsExactly("x_good");
    }

    @Test
    void a_list_of_far_too_many_tools_is_refused_with_what_to_do() {
        server.on(
                "tools/list",
                call -> call.result(list(IntStream.range(0, 1_100)
                        .mapToObj(i -> ScriptedServer.tool("t" + i, ""))
                        .toArray(String[]::new))));

        assertThatThrownBy(this::tools)
                .hasMessageContaining("it offers more tools than a model can be told of")
                .hasMessageContaining("choose some with mcpServer.x.tools");
    }

    @Test
    void a_list_without_an_end_is_refused() {
        AtomicInteger pages = new AtomicInteger();
        server.on(
                "tools/list",
                call -> call.result("{\"tools\":[],\"nextCursor\":\"p" + pages.incrementAndGet() + "\"}"));

        assertThatThrownBy(this::tools).hasMessageContaining("its list of tools has no end");
        assertThat(pages).hasValue(100);
    }

    @Test
    void a_list_may_have_pages() throws Exception {
        server.on(
                "tools/list",
                call -> call.result(
                        call.message().path("params").path("cursor").asText("").isEmpty()
                                ? "{\"tools\":[" + ScriptedServer.tool("a", "") + "],\"nextCursor\":\"2\"}"
                                : list(ScriptedServer.tool("b", ""))));

        assertThat(names(tools())).containsExactly("x_a", "x_b");
    }

    @Test
    void a_server_that_says_nothing_fails_the_message_after_mcpTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        server.on("initialize", call -> waitFor(never));

        Throwable why = catchThrowable(() -> tools("&mcpTimeout=300"));
        never.countDown();

        assertThat(why).hasCauseInstanceOf(TransportException.class).hasMessageContaining("300 ms (mcpTimeout)");
        assertThat(((TransportException) why.getCause()).details().retry()).isEqualTo(Retry.YES);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[1,2]",
                "\"text\"",
                "{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"other\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":5}",
                "[[[[[[[[[["
            })
    void an_answer_that_is_none_fails_its_call_at_once(String answer) throws Exception {
        server.on("tools/call", call -> call.json(answer));
        CompletableFuture<ToolResult> call = begin(Duration.ofMinutes(5));

        assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).rootCause().hasMessageStartingWith("MCP server x: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":[{\"type\":\"hologram\",\"data\":\"SECRET\"}]}",
                "{\"content\":\"SECRET\"}",
                "\"SECRET\"",
                "[]",
                "{\"content\":[{\"type\":\"image\",\"data\":5}]}",
                "{\"content\":[null]}"
            })
    void a_result_that_is_none_fails_its_call_or_is_told_as_it_is_and_its_words_are_in_no_message(String result)
            throws Exception {
        server.on("tools/call", call -> call.result(result));

        Throwable why = catchThrowable(this::call);

        if (why != null) {
            assertThat(why).rootCause().hasMessageStartingWith("MCP server x: ").hasMessageNotContaining("SECRET");
        }
    }

    @Test
    void halves_of_characters_are_not_handed_on() throws Exception {
        server.on(
                "tools/list",
                call -> call.result(list(
                        "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"object\",\"title\":\"\\ud800\"}}",
                        "{\"name\":\"good\",\"description\":\"a\\ud800b\",\"inputSchema\":{\"type\":\"object\"}}")));
        server.on("tools/call", call -> call.result("{\"content\":[{\"type\":\"text\",\"text\":\"a\\udc00b\"}]}"));

        assertThat(names(tools())).containsExactly("x_good");
        assertThat(tools().get(0)
                        .definition()
                        .wire()
                        .at("/function/description")
                        .asText())
                .isEqualTo("ab");
        assertThat(call()).isEqualTo(ToolResult.text("a\ufffdb"));
    }

    @Test
    void an_error_of_the_protocol_is_told_the_model_on_one_bounded_line() throws Exception {
        server.on(
                "tools/call",
                call -> call.json("{\"jsonrpc\":\"2.0\",\"id\":"
                        + call.message().get("id") + ",\"error\":{\"code\":-32602,\"message\":\"no such\\ncity "
                        + "q".repeat(5_000) + "\"}}"));

        ToolResult result = call();

        assertThat(result.failed()).isTrue();
        assertThat((String) result.content())
                .startsWith("The tool refused the call: no such city qqq")
                .hasSizeLessThan(600)
                .doesNotContain("\n");
    }

    @Test
    void a_stream_that_is_cut_goes_on_behind_its_last_event() throws Exception {
        server.on("tools/call", call -> {
            OutputStream out = call.events();
            out.write("retry: 10\n".getBytes());
            out.write(Call.event("7", ""));
            out.flush();
            server.on("GET", again -> {
                OutputStream rest = again.events();
                rest.write(Call.event("8", call.answer(ScriptedServer.text("late"))));
            });
        });

        assertThat(call()).isEqualTo(ToolResult.text("late"));
        assertThat(server.resumed()).containsExactly("7");
    }

    @Test
    void a_stream_that_is_cut_and_has_no_numbers_fails_its_call() throws Exception {
        server.on("tools/call", call -> {
            OutputStream out = call.events();
            out.write("data: {\"jsonrpc\":\"2.0\",".getBytes());
            out.flush();
        });

        assertThatThrownBy(this::call).rootCause().hasMessageContaining("whether the call was done is not known");
        assertThat(received("tools/call"))
                .as("it may have been done, so it is not asked for again")
                .hasSize(1);
    }

    @Test
    void a_session_that_the_server_forgot_is_made_anew_once_for_a_call() throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        server.on(
                "initialize",
                call -> call.with("Mcp-Session-Id", "s" + sessions.incrementAndGet())
                        .result("""
                        {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},\
                        "serverInfo":{"name":"scripted","version":"1"}}"""));
        server.on("tools/call", call -> call.status(404));

        assertThatThrownBy(this::call).rootCause().hasMessage("MCP server x: it knows the session no more (HTTP 404)");

        assertThat(sessions).hasValue(2);
        assertThat(received("tools/call")).hasSize(2);
    }

    @Test
    void a_call_that_is_given_up_is_told_to_the_server() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        server.on("tools/call", call -> waitFor(never));
        CompletableFuture<ToolResult> call = begin(Duration.ofMinutes(5));
        await().until(() -> !received("tools/call").isEmpty());

        call.cancel(false);

        await().untilAsserted(() -> assertThat(received("notifications/cancelled"))
                .extracting(message -> message.path("params").path("requestId"))
                .containsExactly(received("tools/call").get(0).get("id")));
        never.countDown();
    }

    @Test
    void a_flood_of_questions_is_not_answered_without_end() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger answers = new AtomicInteger();
        server.on("answer", call -> {
            answers.incrementAndGet();
            waitFor(never);
        });
        server.on("tools/call", call -> {
            OutputStream out = call.events();
            for (int i = 0; i < 5_000; i++) {
                out.write(Call.event(null, "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"ping\"}"));
            }
            out.write(Call.event(null, call.answer(ScriptedServer.text("after all"))));
        });

        assertThat(call()).isEqualTo(ToolResult.text("after all"));
        assertThat(answers.get()).isLessThanOrEqualTo(65);
        never.countDown();
    }

    @Test
    void a_storm_of_changes_makes_no_storm_of_questions() throws Exception {
        server.on("GET", call -> {
            OutputStream out = call.events();
            for (int i = 0; i < 10_000; i++) {
                out.write(Call.event(null, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
            }
            server.on("GET", again -> again.status(405));
        });

        tools();
        await().until(() -> server.received().size() >= 3);
        tools();

        assertThat(server.received()).hasSizeLessThan(10);
    }

    @Test
    void a_stream_that_goes_on_behind_the_answer_holds_nothing() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        server.on("tools/call", call -> {
            OutputStream out = call.events();
            out.write(Call.event(null, call.answer(ScriptedServer.text("done"))));
            out.flush();
            try {
                while (true) {
                    out.write(": still here\n".getBytes());
                    out.flush();
                    // what is written to a connection that was cut fails after a while
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (IOException e) {
                cut.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(call()).isEqualTo(ToolResult.text("done"));
        assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_redirect_is_not_followed() {
        server.on(
                "initialize",
                call -> call.with("Location", "http://127.0.0.1:1/").status(307));

        assertThatThrownBy(this::tools).hasMessageContaining("MCP server x: it answered with HTTP 307");
    }

    @Test
    void a_server_without_tools_says_so() {
        server.on("initialize", call -> call.result("""
                {"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"scripted","version":"1"}}"""));

        assertThatThrownBy(this::tools).hasMessageContaining("MCP server x: it offers no tools");
    }

    @Test
    void a_protocol_that_nobody_knows_is_refused() {
        server.on("initialize", call -> call.result("""
                {"protocolVersion":"1999-01-01","capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}"""));

        Throwable why = catchThrowable(this::tools);

        assertThat(why).hasMessageContaining("MCP server x: ");
        assertThat(((TransportException) why.getCause()).details().retry()).isEqualTo(Retry.NEVER);
    }
}
