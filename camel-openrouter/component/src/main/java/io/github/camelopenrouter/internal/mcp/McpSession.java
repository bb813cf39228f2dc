package io.github.camelopenrouter.internal.mcp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.tool.ToolResult;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import reactor.core.publisher.Mono;

/**
 * One session with a server, from its first message on. One that was lost is not made anew here: {@link McpServer} makes another.
 * Thread-safe.
 */
final class McpSession {
    /** The library's own limits, which are none: each wait has a limit of ours, and ends what it waited for. */
    private static final Duration FOREVER = Duration.ofDays(365);

    /** A server's error is for the model, which may call again with better arguments. */
    private static final int LONGEST_ERROR = 500;

    private static final int MOST_PAGES = 100;

    private final McpServerSettings server;
    private final Parts parts;
    private final Messages messages;
    private final McpAsyncClient client;

    /**
     * @param transport for servers that are asked by HTTP; null for a process
     */
    McpSession(McpServerSettings server, Transport transport, Parts parts, Messages.Listener listener) {
        this.server = server;
        this.parts = parts;
        this.messages = transport == null
                ? new ProcessMessages(server, parts, listener)
                : new HttpMessages(server, transport, parts, listener);
        this.client = McpClient.async(messages)
                .clientInfo(McpSchema.Implementation.builder("camel-openrouter", version(parts))
                        .build())
                // no roots, no sampling, no elicitation: a server that asks for them is refused
                .capabilities(McpSchema.ClientCapabilities.builder().build())
                .requestTimeout(FOREVER)
                .initializationTimeout(FOREVER)
                // the library's own wants another line of the validator than ours, in the same package; results are for
                // models
                .jsonSchemaValidator((schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(null))
                .build();
    }

    private static String version(Parts parts) {
        String agent = parts.transport().userAgent();
        return agent.substring(agent.indexOf('/') + 1);
    }

    /** Says hello. */
    CompletableFuture<McpSession> begin(Waiting waiting) {
        return begin(client.initialize(), waiting).thenApply(greeted -> this);
    }

    /** All that the server offers, by its own names. */
    CompletableFuture<List<OfferedTool>> tools(Waiting waiting) {
        McpSchema.ServerCapabilities offered = client.getServerCapabilities();
        if (offered == null || offered.tools() == null) {
            return CompletableFuture.failedFuture(new McpCallException.Unusable(messages.says("it offers no tools")));
        }
        OfferedTools all = new OfferedTools(server);
        return page(McpSchema.FIRST_PAGE, 1, all, waiting).thenApply(read -> all.list());
    }

    private CompletableFuture<Void> page(String cursor, int number, OfferedTools all, Waiting waiting) {
        return begin(client.listTools(cursor), waiting).thenCompose(page -> {
            all.add(page.tools());
            String next = page.nextCursor();
            if (next == null || next.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            if (number == MOST_PAGES) {
                throw new McpCallException.Unusable(messages.says("its list of tools has no end"));
            }
            return page(next, number + 1, all, waiting);
        });
    }

    /**
     * Calls one.
     *
     * @param tool its own name
     */
    CompletableFuture<ToolResult> call(String tool, ObjectNode arguments, Waiting waiting) {
        Map<String, Object> members = new TreeMap<>();
        // as they are: numbers keep their digits
        arguments.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        McpSchema.CallToolRequest request =
                McpSchema.CallToolRequest.builder(tool).arguments(members).build();
        return begin(client.callTool(request), waiting)
                .thenApply(result -> ResultContent.of(result, server.media()))
                .exceptionally(why -> {
                    Throwable cause = Causes.of(why);
                    if (cause instanceof McpError error) {
                        return ToolResult.failure(error(error));
                    }
                    throw known(cause);
                });
    }

    private static String error(McpError error) {
        String said = ToolText.line(error.getMessage(), LONGEST_ERROR);
        return "The tool refused the call" + (said.isEmpty() ? "" : ": " + said);
    }

    /** Ends on a settling thread, whatever thread the library is on. */
    private <T> CompletableFuture<T> begin(Mono<T> asked, Waiting waiting) {
        CompletableFuture<T> result = new CompletableFuture<>();
        asked.switchIfEmpty(Mono.error(() -> new McpCallException.Unusable(messages.says("it answered with nothing"))))
                .contextWrite(context -> context.put(Waiting.class, waiting))
                .subscribe(
                        value -> parts.clock().settle(() -> result.complete(value)),
                        why -> parts.clock().settle(() -> result.completeExceptionally(why)));
        return result;
    }

    /** What went wrong, in words that may be told. */
    McpCallException known(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof McpCallException told) {
                return told;
            }
            if (cause instanceof McpError error) {
                Integer code = error.getJsonRpcError() == null
                        ? null
                        : error.getJsonRpcError().code();
                return new McpCallException.Unusable(
                        messages.says("it refused the request" + (code == null ? "" : " (error " + code + ")")));
            }
        }
        return new McpCallException.Unusable(
                messages.says("its answer cannot be read (" + why.getClass().getSimpleName() + ")"));
    }

    int busy() {
        return messages.busy();
    }

    /** Does not wait. Idempotent. */
    void close() {
        messages.close();
    }

    CompletableFuture<Void> ended() {
        return messages.ended();
    }

    void kill() {
        messages.kill();
    }
}
