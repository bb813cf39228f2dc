package io.github.camelopenrouter.examples.messagequeue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What the service knows of generations, by their ids. Thread-safe. */
final class Generations {
    private static final String SERVICE = "https://openrouter.ai/api/v1";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Settings settings;

    Generations(Settings settings) {
        this.settings = settings;
    }

    /**
     * What was paid for it, in US dollars.
     *
     * @throws IOException if the service does not know it, or not yet
     */
    BigDecimal cost(String id) throws IOException, InterruptedException {
        String base = settings.baseUrl() == null ? SERVICE : settings.baseUrl();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(base + "/generation?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8)))
                .header("Authorization", "Bearer " + settings.key())
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("The generation " + id + " was not found: status " + answer.statusCode());
        }
        return new BigDecimal(
                JSON.readTree(answer.body()).at("/data/total_cost").asText("0"));
    }
}
