package io.github.camelopenrouter.mcp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the real servers of the tests offer. */
final class ServedTools {
    static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};

    private ServedTools() {}

    static McpAsyncServer serve(McpServer.AsyncSpecification<?> server, AsyncToolSpecification... more) {
        List<McpAsyncServer> itself = new ArrayList<>();
        McpAsyncServer built = server.serverInfo("tests", "1.0")
                .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build())
                // not the library's own: it wants another line of the validator than ours, which is on this class path
                .jsonSchemaValidator((schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(null))
                .validateToolInputs(false)
                .tools(
                        tool(
                                "echo",
                                "Says it again",
                                (exchange, call) -> Mono.just(
                                        text("echo: " + call.arguments().get("text")))),
                        tool(
                                "digits",
                                "Says a number again",
                                (exchange, call) -> Mono.just(
                                        text(String.valueOf(call.arguments().get("number"))))),
                        tool(
                                "fail",
                                "Fails",
                                (exchange, call) -> Mono.just(CallToolResult.builder()
                                        .addTextContent("there is no such city")
                                        .isError(true)
                                        .build())),
                        tool(
                                "boom",
                                "Breaks",
                                (exchange, call) -> Mono.error(new IllegalStateException("broken inside"))),
                        // on one thread: the library's server loses an answer where two are given at the same moment
                        tool(
                                "slow",
                                "Takes its time",
                                (exchange, call) -> Mono.delay(
                                                Duration.ofMillis(((Number)
                                                                call.arguments().get("millis"))
                                                        .longValue()),
                                                Schedulers.single())
                                        .map(passed -> text("done"))),
                        tool("never", "Never answers", (exchange, call) -> Mono.never()),
                        tool(
                                "picture",
                                "Paints",
                                (exchange, call) -> Mono.just(CallToolResult.builder()
                                        .addTextContent("a picture")
                                        .addContent(McpSchema.ImageContent.builder(
                                                        Base64.getEncoder().encodeToString(PICTURE), "image/png")
                                                .build())
                                        .build())),
                        tool(
                                "facts",
                                "Knows",
                                (exchange, call) -> Mono.just(CallToolResult.builder()
                                        .structuredContent(Map.of("height", 8849))
                                        .build())),
                        tool(
                                "huge",
                                "Says much",
                                (exchange, call) -> Mono.just(text(
                                        "x".repeat(((Number) call.arguments().get("length")).intValue())))),
                        tool(
                                "grow",
                                "Offers one more tool",
                                (exchange, call) -> itself.get(0)
                                        .addTool(tool("extra", "Came later", (e, c) -> Mono.just(text("extra"))))
                                        .thenReturn(text("grown"))),
                        tool("ask", "Asks this side", ServedTools::ask))
                .tools(more)
                .build();
        itself.add(built);
        return built;
    }

    static AsyncToolSpecification tool(
            String name,
            String description,
            BiFunction<McpAsyncServerExchange, CallToolRequest, Mono<CallToolResult>> handler) {
        return AsyncToolSpecification.builder()
                .tool(McpSchema.Tool.builder(
                                name,
                                Map.of("type", "object", "$schema", "https://json-schema.org/draft/2020-12/schema"))
                        .description(description)
                        .build())
                .callHandler(handler)
                .build();
    }

    private static Mono<CallToolResult> ask(McpAsyncServerExchange exchange, CallToolRequest call) {
        Mono<String> roots = exchange.listRoots().map(list -> "roots given").onErrorResume(e -> Mono.just("no roots"));
        Mono<String> sampling = exchange.createMessage(McpSchema.CreateMessageRequest.builder(
                                List.of(McpSchema.SamplingMessage.builder(
                                                McpSchema.Role.USER,
                                                McpSchema.TextContent.builder("hi")
                                                        .build())
                                        .build()),
                                10)
                        .build())
                .map(made -> "sampled")
                .onErrorResume(e -> Mono.just("no sampling"));
        Mono<String> alive = exchange.ping().map(pong -> "alive").onErrorResume(e -> Mono.just("dead"));
        return Mono.zip(roots, sampling, alive).map(all -> text(all.getT1() + ", " + all.getT2() + ", " + all.getT3()));
    }

    static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }
}
