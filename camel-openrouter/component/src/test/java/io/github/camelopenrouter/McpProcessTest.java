package io.github.camelopenrouter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolInvocation;
import io.github.camelopenrouter.internal.tool.ToolResult;
import io.github.camelopenrouter.mcp.StdioServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Tools of a real server that is a process of this host. */
class McpProcessTest extends SimulatorTestSupport {
    private static final String URI = "openrouter:completion";

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        OpenRouterComponent component = context.getComponent("openrouter", OpenRouterComponent.class);
        component.setMcpAllowProcesses(true);
        List<String> command = StdioServer.command();
        List<String> args = new ArrayList<>(command.subList(1, command.size()));
        args.add(folder.resolve("pids").toString());
        Map<String, Object> server = new TreeMap<>();
        server.put("local.command", command.get(0));
        server.put("local.args", args);
        server.put("local.env.MARK", "1");
        component.getConfiguration().setMcpServer(server);
        component.getConfiguration().setMcpTimeout(60_000);
        return context;
    }

    private OpenRouterEndpoint endpoint(String uri) {
        return context.getEndpoint(uri, OpenRouterEndpoint.class);
    }

    private List<Tool> tools() throws Exception {
        OpenRouterEndpoint endpoint = endpoint(URI);
        return endpoint.getComponent()
                .runtime()
                .mcpTools(endpoint.terms())
                .get(0)
                .tools()
                .get(90, TimeUnit.SECONDS);
    }

    private Tool tool(String name) throws Exception {
        return tools().stream()
                .filter(tool -> tool.definition().name().equals("local_" + name))
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<ToolResult> begin(Tool tool, ObjectNode arguments) {
        return tool.call(new ToolInvocation(
                "call_1", tool.definition().name(), arguments, Map.of(), List.of(), Duration.ofSeconds(60)));
    }

    private static ToolResult call(Tool tool, ObjectNode arguments) throws Exception {
        return begin(tool, arguments).get(90, TimeUnit.SECONDS);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private List<ProcessHandle> processes() throws Exception {
        return Files.readAllLines(folder.resolve("pids")).stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    @Test
    void a_process_offers_its_tools_and_is_called() throws Exception {
        assertThat(call(tool("echo"), object().put("text", "h\u00e9llo\nworld")))
                .isEqualTo(ToolResult.text("echo: h\u00e9llo\nworld"));
    }

    @Test
    void a_process_gets_its_own_variables_and_none_of_this_one_but_a_few() throws Exception {
        String names = (String) call(tool("environment"), object()).content();

        assertThat(names).contains("MARK", "PATH");
        assertThat(System.getenv().keySet())
                .filteredOn(name -> names.contains(name + ",") || names.contains(name + "]"))
                .isSubsetOf("HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER");
    }

    @Test
    void calls_run_side_by_side() throws Exception {
        Tool slow = tool("slow");
        List<CompletableFuture<ToolResult>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(begin(slow, object().put("millis", 300)));
        }

        for (CompletableFuture<ToolResult> call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(ToolResult.text("done"));
        }
    }

    @Test
    void a_process_that_dies_in_a_call_fails_it_at_once_and_the_next_one_starts_another() throws Exception {
        Tool die = tool("die");
        Tool echo = tool("echo");

        assertThatThrownBy(() -> call(die, object()))
                .hasRootCauseMessage(
                        "MCP server local: the process ended with 3; whether the call was done is not known");

        assertThat(call(echo, object().put("text", "again"))).isEqualTo(ToolResult.text("echo: again"));
        assertThat(Files.readAllLines(folder.resolve("pids"))).hasSize(2);
    }

    @Test
    void a_process_that_was_killed_between_calls_is_not_noticed_by_the_next_one() throws Exception {
        Tool echo = tool("echo");
        ProcessHandle process = processes().get(0);
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);

        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(call(echo, object().put("text", "x"))).isEqualTo(ToolResult.text("echo: x")));
    }

    @Test
    void what_a_process_is_killed_under_fails() throws Exception {
        CompletableFuture<ToolResult> call = begin(tool("never"), object());
        processes().get(0).destroyForcibly();

        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage(
                        "MCP server local: the process ended with 137; whether the call was done is not known");
    }

    @Test
    void nothing_is_left_of_a_process_once_the_component_has_stopped() throws Exception {
        CompletableFuture<ToolResult> call = begin(tool("never"), object());
        assertThat(processes()).hasSize(1);

        context.getComponent("openrouter").stop();

        assertThat(processes()).isEmpty();
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("MCP server local: the connection was closed");
    }

    @Test
    void a_process_ends_with_the_last_endpoint_that_uses_it() throws Exception {
        tools();
        ProcessHandle process = processes().get(0);

        endpoint(URI).stop();

        assertThat(process.onExit().get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_program_that_is_not_there_is_named_by_its_option() {
        OpenRouterEndpoint endpoint = endpoint(URI + "?mcpServer.local.command=/no/such/program");

        assertThatThrownBy(() -> endpoint.getComponent()
                        .runtime()
                        .mcpTools(endpoint.terms())
                        .get(0)
                        .tools()
                        .get(20, TimeUnit.SECONDS))
                .hasMessageContaining(
                        "MCP server local: the process could not be started: check mcpServer.local.command");
    }

    @Test
    void a_message_beyond_all_measure_ends_the_process() throws Exception {
        Tool huge = tool("huge");

        assertThatThrownBy(() -> call(huge, object().put("length", 17 * 1024 * 1024)))
                .hasRootCauseMessage("MCP server local: it sent a message of more than 16777216 bytes");
        await().untilAsserted(() -> assertThat(processes()).isEmpty());
    }
}
