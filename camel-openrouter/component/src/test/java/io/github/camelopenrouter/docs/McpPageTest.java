package io.github.camelopenrouter.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.mcp.HttpServer;
import io.github.camelopenrouter.mcp.StdioServer;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class McpPageTest extends DocsTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static HttpServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = HttpServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.setProperty("docs.mcp", server.url());
        properties.setProperty("docs.token", "t0p");
        return properties;
    }

    @Override
    void configure(OpenRouterComponent component) {
        super.configure(component);
        List<String> command = StdioServer.command();
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.add(folder.resolve("pids").toString());
        McpRoutes.process(component, command.get(0), arguments);
        component.getConfiguration().setMcpTimeout(60_000);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new McpRoutes();
    }

    private static Reply asks(String name, String arguments) {
        return Reply.json(
                "{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"tool_calls\","
                        + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"" + name + "\",\"arguments\":\"" + arguments.replace("\"", "\\\"")
                        + "\"}}]}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,\"cost\":0.001}}");
    }

    @Test
    void tools_of_a_server_stand_beside_those_of_routes_and_those_of_the_component() throws Exception {
        simulator.enqueue(asks("docs_echo", "{\"text\":\"hi\"}"));
        simulator.enqueue(Reply.completion("Done."));

        assertThat(template.requestBody("direct:ask", "go", String.class)).isEqualTo("Done.");

        JsonNode first = JSON.readTree(request().text());
        List<String> names = first.path("tools").findValuesAsText("name");
        assertThat(names).startsWith("weather").contains("docs_echo", "docs_facts", "files_echo");
        assertThat(names).doesNotContain("docs_fail");
        assertThat(request().text()).contains("echo: hi");
        assertThat(server.seen()).allMatch(seen -> "Bearer t0p".equals(seen.authorization()));
    }

    @Test
    void a_process_of_the_component_serves_all_its_endpoints() throws Exception {
        simulator.enqueue(asks("files_echo", "{\"text\":\"report\"}"));
        simulator.enqueue(Reply.completion("Done."));

        assertThat(template.requestBody("direct:files", "go", String.class)).isEqualTo("Done.");

        request();
        assertThat(request().text()).contains("echo: report");
    }
}
