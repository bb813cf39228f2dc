package io.github.camelopenrouter.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server that says what it is told to say, such as no server should. */
public final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers one request. */
    @FunctionalInterface
    public interface Script {
        void answer(Call call) throws IOException;
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Queue<JsonNode> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> resumed = new ConcurrentLinkedQueue<>();

    public ScriptedServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/mcp", this::handle);
        on("initialize", call -> call.result("""
                {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},\
                "serverInfo":{"name":"scripted","version":"1"}}"""));
        on("tools/list", call -> call.result("{\"tools\":[" + tool("echo", "Says it again") + "]}"));
        on("tools/call", call -> call.result(text("done")));
        on("GET", call -> call.status(405));
        on("DELETE", call -> call.status(200));
        http.start();
    }

    /** A tool as JSON. */
    public static String tool(String name, String description) {
        try {
            return "{\"name\":" + JSON.writeValueAsString(name) + ",\"description\":"
                    + JSON.writeValueAsString(description) + ",\"inputSchema\":{\"type\":\"object\"}}";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A result of a call as JSON. */
    public static String text(String text) {
        try {
            return "{\"content\":[{\"type\":\"text\",\"text\":" + JSON.writeValueAsString(text) + "}]}";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param what a method of JSON-RPC, or GET or DELETE
     */
    public ScriptedServer on(String what, Script script) {
        scripts.put(what, script);
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/mcp";
    }

    /** All messages so far. */
    public List<JsonNode> received() {
        return List.copyOf(received);
    }

    /** The last ids by which streams were asked for again. */
    public List<String> resumed() {
        return List.copyOf(resumed);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String method = exchange.getRequestMethod();
            JsonNode message = null;
            if (method.equals("POST")) {
                message = JSON.readTree(body);
                received.add(message);
                method = message.path("method").asText("answer");
            } else if (exchange.getRequestHeaders().getFirst("Last-Event-ID") != null) {
                resumed.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            }
            Script script = scripts.get(method);
            if (script == null) {
                exchange.sendResponseHeaders(202, -1);
            } else {
                script.answer(new Call(exchange, message));
            }
        }
    }

    /** One request. */
    public static final class Call {
        private final HttpExchange exchange;
        private final JsonNode message;

        Call(HttpExchange exchange, JsonNode message) {
            this.exchange = exchange;
            this.message = message;
        }

        public JsonNode message() {
            return message;
        }

        public String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        public Call with(String header, String value) {
            exchange.getResponseHeaders().set(header, value);
            return this;
        }

        public void status(int status) throws IOException {
            exchange.sendResponseHeaders(status, -1);
        }

        /** The answer of JSON-RPC that has this result. */
        public String answer(String result) {
            return "{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",\"result\":" + result + "}";
        }

        public void result(String result) throws IOException {
            json(answer(result));
        }

        public void json(String json) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        /** A stream; what it is not closed behind stays open. */
        public OutputStream events() throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            return exchange.getResponseBody();
        }

        public static byte[] event(String id, String data) {
            return ((id == null ? "" : "id: " + id + "\n") + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
