package io.github.camelopenrouter.internal.mcp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.http.HttpTransport;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.tool.Tool;

/**
 * The MCP servers that the endpoints of a component use. Endpoints whose options describe a server in the same way share it, until the
 * last of them has stopped. Thread-safe.
 */
public final class McpServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(McpServers.class);
    private static final String LIBRARY = "io.modelcontextprotocol.client.McpClient";

    /** How long a stop waits for servers to hear of it: as long as processes have. */
    private static final Duration PATIENCE = Duration.ofMillis(2 * 1_000 + 500);

    private final Parts parts;

    // guarded by this
    private final Map<McpServerSettings, McpServer> servers = new HashMap<>();
    private final Map<Object, Set<McpServerSettings>> users = new IdentityHashMap<>();
    private HttpTransport transport;
    private boolean closed;

    /** Nothing is started before the first server is used. */
    public McpServers(Parts parts) {
        this.parts = parts;
    }

    /**
     * @throws IllegalArgumentException where the library is missing
     */
    public static void require(ClassLoader loader) {
        try {
            Class.forName(LIBRARY, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    "The option mcpServer needs a library that is not there: add the dependency"
                            + " io.modelcontextprotocol.sdk:mcp-core (2.0.x)",
                    e);
        }
    }

    /**
     * All tools of these servers, as they are now. Servers are connected where they are not; what takes longer than their time fails.
     *
     * @param user who needs them, until it is forgotten
     * @return fails with a {@link TransportException} that names the server; nothing was sent to a model
     */
    public CompletableFuture<List<Tool>> tools(Object user, List<McpServerSettings> wanted) {
        List<CompletableFuture<List<Tool>>> lists = new ArrayList<>();
        try {
            for (McpServerSettings settings : wanted) {
                lists.add(server(user, settings).tools());
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(told(e));
        }
        CompletableFuture<List<Tool>> all = new CompletableFuture<>();
        CompletableFuture.allOf(lists.toArray(CompletableFuture[]::new)).whenComplete((nothing, why) -> {
            if (why != null) {
                all.completeExceptionally(told(Causes.of(why)));
                return;
            }
            List<Tool> tools = new ArrayList<>();
            lists.forEach(list -> tools.addAll(list.join()));
            all.complete(List.copyOf(tools));
        });
        return all;
    }

    private static TransportException told(Throwable why) {
        if (why instanceof TransportException known) {
            return known;
        }
        boolean always = why instanceof McpCallException.Refused || why instanceof McpCallException.Unusable;
        String message = why instanceof McpCallException || why instanceof IllegalArgumentException
                ? why.getMessage()
                : "an MCP server could not be asked (" + why.getClass().getSimpleName() + ")";
        return new TransportException(
                ErrorDetails.notSent("OpenRouter: nothing was sent, as tools are missing. " + message, "mcp_server")
                        .withRetry(always ? Retry.NEVER : Retry.YES),
                why);
    }

    private static TransportException stopped() {
        return new TransportException(
                ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), null);
    }

    private synchronized McpServer server(Object user, McpServerSettings settings) {
        if (closed) {
            throw stopped();
        }
        users.computeIfAbsent(user, first -> new HashSet<>()).add(settings);
        return servers.computeIfAbsent(
                settings,
                first -> new McpServer(settings, settings.url() == null ? () -> null : this::transport, parts));
    }

    /** Of its own: a stream that a server keeps open for hours takes no connection of the service. */
    private synchronized Transport transport() {
        if (closed) {
            throw stopped();
        }
        if (transport == null) {
            transport = new HttpTransport(parts.transport());
        }
        return transport;
    }

    /** The user has stopped: servers that nobody else uses are closed. Does not wait. */
    public void forget(Object user) {
        List<McpServer> left = new ArrayList<>();
        synchronized (this) {
            Set<McpServerSettings> used = users.remove(user);
            if (used == null) {
                return;
            }
            for (McpServerSettings settings : used) {
                if (users.values().stream().noneMatch(others -> others.contains(settings))) {
                    left.add(servers.remove(settings));
                }
            }
        }
        for (McpServer server : left) {
            server.close();
        }
    }

    /** What is asked of servers now. */
    public synchronized int busy() {
        int busy = 0;
        // without a server nothing here may load a class that needs the library
        for (McpServer server : servers.values()) {
            busy += server.busy();
        }
        return busy;
    }

    /** Tells servers, and ends what does not end by itself: after that there is no connection and no process. */
    @Override
    public void close() {
        List<McpServer> all;
        HttpTransport connections;
        synchronized (this) {
            closed = true;
            if (servers.isEmpty() && transport == null) {
                return;
            }
            all = List.copyOf(servers.values());
            servers.clear();
            users.clear();
            connections = transport;
            transport = null;
        }
        List<McpServer.Closing> closing = new ArrayList<>();
        for (McpServer server : all) {
            closing.add(server.close());
        }
        try {
            CompletableFuture.allOf(
                            closing.stream().map(McpServer.Closing::ended).toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("an MCP server takes too long to end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // never completed with a failure
            LOG.warn("the end of an MCP server could not be awaited", e);
        } finally {
            closing.forEach(one -> one.kill().run());
            if (connections != null) {
                connections.close();
            }
        }
    }
}
