package io.github.camelopenrouter.docs;

import java.util.List;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterComponent;

/** The routes of the page about MCP. */
final class McpRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::http[]
        from("openrouter:tool?name=weather&description=The weather of a city&parameter.city=string")
                .setBody(simple("${body[city]}: 20 degrees"));

        from("direct:ask")
                .to("openrouter:completion?tools=weather"
                        + "&mcpServer.docs.url={{docs.mcp}}&mcpServer.docs.token={{docs.token}}"
                        + "&mcpServer.docs.tools=echo,facts");
        // end::http[]

        from("direct:files").to("openrouter:completion");
    }

    /** What a component says for all its endpoints. */
    static void process(OpenRouterComponent component, String program, List<String> arguments) {
        // tag::component[]
        component.setMcpAllowProcesses(true);
        component
                .getConfiguration()
                .setMcpServer(Map.of(
                        "files",
                        // such as npx and -y, @modelcontextprotocol/server-filesystem, /srv/reports
                        Map.of("command", program, "args", arguments, "env", Map.of("LOG_LEVEL", "error"))));
        // end::component[]
    }
}
