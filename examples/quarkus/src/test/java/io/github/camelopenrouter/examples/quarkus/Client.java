package io.github.camelopenrouter.examples.quarkus;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Somebody who uses the service, over a socket. */
final class Client {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final String service;

    /**
     * @param service its address
     */
    Client(String service, HttpClient.Version version) {
        this.service = service.replaceAll("/$", "");
        this.http = HttpClient.newBuilder().version(version).build();
    }

    Client(String service) {
        this(service, HttpClient.Version.HTTP_1_1);
    }

    /** What came back. */
    record Response(int status, String type, String retryAfter, JsonNode body) {}

    Response ask(String message) throws Exception {
        return ask(Map.of("message", message));
    }

    Response ask(Map<String, String> question) throws Exception {
        return post("/chat", JSON.writeValueAsString(question));
    }

    Response post(String path, String body) throws Exception {
        return response(http.send(posting(path, body), HttpResponse.BodyHandlers.ofString()));
    }

    Response get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return response(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    Response delete(String path) throws Exception {
        return response(http.send(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** Ends once the head of the answer is there; closing the stream leaves. */
    Events stream(Map<String, String> question) throws Exception {
        return events(posting("/chat/stream", JSON.writeValueAsString(question)));
    }

    /** As {@code EventSource} of a browser asks. */
    Events streamByGet(String message) throws Exception {
        String query = URLEncoder.encode(message, StandardCharsets.UTF_8);
        return events(request("/chat/stream?message=" + query).GET().build());
    }

    private Events events(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        return new Events(response);
    }

    private HttpRequest posting(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service + path)).timeout(PATIENCE);
    }

    private static Response response(HttpResponse<String> response) throws IOException {
        return new Response(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(null),
                response.headers().firstValue("Retry-After").orElse(null),
                JSON.readTree(response.body()));
    }
}
