package io.github.camelopenrouter.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import reactor.core.publisher.Mono;

/** The library's own server as a program: one message a line. */
public final class StdioServer {
    private StdioServer() {}

    /**
     * @param args a file that gets this process's id
     */
    public static void main(String[] args) throws IOException {
        Files.writeString(
                Path.of(args[0]),
                ProcessHandle.current().pid() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        System.out.println("hello, this is no message");
        System.err.println("TOP-SECRET on standard error");
        GatedInput in = new GatedInput();
        // all of them at once: the library's server loses an answer where it tells of a change at the same moment
        ServedTools.serve(
                McpServer.async(
                        new StdioServerTransportProvider(new JacksonMcpJsonMapper(new ObjectMapper()), in, System.out)),
                ServedTools.tool("die", "Dies", (exchange, call) -> {
                    Runtime.getRuntime().halt(3);
                    return Mono.never();
                }),
                ServedTools.tool(
                        "environment",
                        "Tells its variables",
                        (exchange, call) -> Mono.just(
                                ServedTools.text(System.getenv().keySet().toString()))));
        in.open.countDown();
    }

    /** Standard input from the moment on at which the library's server is ready: it loses what comes while it starts. */
    private static final class GatedInput extends FilterInputStream {
        final CountDownLatch open = new CountDownLatch(1);

        GatedInput() {
            super(System.in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            return super.read(bytes, offset, length);
        }
    }

    /** The program and its arguments, but for the file. */
    public static List<String> command() {
        Set<String> path = new LinkedHashSet<>();
        for (Class<?> one : List.of(
                StdioServer.class,
                McpServer.class,
                JacksonMcpJsonMapper.class,
                Mono.class,
                org.reactivestreams.Publisher.class,
                ObjectMapper.class,
                JsonFactory.class,
                JsonProperty.class,
                org.slf4j.Logger.class)) {
            path.add(Path.of(java.net.URI.create(one.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                String.join(java.io.File.pathSeparator, path),
                StdioServer.class.getName());
    }
}
