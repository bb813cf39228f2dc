package io.github.camelopenrouter.mcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import reactor.core.publisher.Mono;

/** The library's own server, in a servlet container: streamable HTTP at {@code /mcp}. */
public final class HttpServer implements AutoCloseable {
    /** One request, as it came. */
    public record Seen(String method, String authorization, String session, String protocol) {}

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refuse = new AtomicInteger();
    private Server jetty;
    private McpAsyncServer mcp;
    private HttpServletStreamableServerTransportProvider provider;
    private int port;

    private HttpServer() {}

    public static HttpServer start() throws Exception {
        HttpServer server = new HttpServer();
        server.begin();
        return server;
    }

    private void begin() throws Exception {
        provider = HttpServletStreamableServerTransportProvider.builder()
                .jsonMapper(new JacksonMcpJsonMapper(new ObjectMapper()))
                .mcpEndpoint("/mcp")
                .build();
        mcp = ServedTools.serve(McpServer.async(provider));
        jetty = new Server(new InetSocketAddress("127.0.0.1", port));
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder servlet = new ServletHolder(provider);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/mcp/*");
        FilterHolder filter = new FilterHolder(new HttpFilter() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doFilter(HttpServletRequest in, HttpServletResponse out, FilterChain chain)
                    throws IOException, ServletException {
                seen.add(new Seen(
                        in.getMethod(),
                        in.getHeader("Authorization"),
                        in.getHeader("Mcp-Session-Id"),
                        in.getHeader("MCP-Protocol-Version")));
                if (refuse.get() != 0) {
                    out.sendError(refuse.get());
                } else {
                    chain.doFilter(in, out);
                }
            }
        });
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", null);
        jetty.setHandler(context);
        jetty.start();
        port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/mcp";
    }

    /** All requests so far. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public long seen(String method) {
        return seen.stream().filter(one -> one.method().equals(method)).count();
    }

    /** From now on each request gets this status; 0 for none. */
    public void refuseWith(int status) {
        refuse.set(status);
    }

    /** Offers one more tool, and tells those who listen. */
    public void offer(String name) {
        mcp.addTool(ServedTools.tool(name, "Came later", (exchange, call) -> Mono.just(ServedTools.text(name))))
                .block();
    }

    /** Offers a tool that wants a text of the name {@code name}. */
    public void offerStrict(String name) {
        mcp.addTool(AsyncToolSpecification.builder()
                        .tool(McpSchema.Tool.builder(
                                        name,
                                        Map.of(
                                                "type",
                                                "object",
                                                "properties",
                                                Map.of("name", Map.of("type", "string")),
                                                "required",
                                                List.of("name")))
                                .build())
                        .callHandler((exchange, call) -> Mono.just(ServedTools.text("never called")))
                        .build())
                .block();
    }

    /** Another process at the same address, which knows none of the sessions. */
    public void restart() throws Exception {
        jetty.stop();
        begin();
    }

    @Override
    public void close() {
        provider.closeGracefully().block();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server of a test does not stop", e);
        }
    }
}
