package io.github.camelopenrouter.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Asks the service for facts that cost nothing. Redirects are not followed. */
final class Lookup {
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String baseUrl;
    private final String key;

    Lookup(String baseUrl, String key) {
        this.baseUrl = baseUrl.replaceFirst("/+$", "");
        this.key = key;
    }

    /**
     * The member {@code data} of what the service answers.
     *
     * @return null where the service refuses to tell that to this key (403), or knows no such thing (404)
     * @throws CheckFailedException if there is no answer, or not one of the service's
     */
    JsonNode data(String path, Duration timeout) throws CheckFailedException {
        URI address = URI.create(baseUrl + path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json")
                .timeout(timeout)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return data(response.statusCode(), body.readNBytes(MOST_BYTES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckFailedException("the time is over", Remedy.TIME);
        } catch (HttpConnectTimeoutException e) {
            throw new CheckFailedException(
                    "no connection to " + address.getAuthority() + " in time", Remedy.NO_NETWORK);
        } catch (HttpTimeoutException e) {
            throw new CheckFailedException("no answer from " + address.getAuthority() + " in time", Remedy.TIME);
        } catch (IOException e) {
            throw new CheckFailedException(words(e, address.getAuthority()), Remedy.NO_NETWORK);
        }
    }

    private static JsonNode data(int status, byte[] body) throws CheckFailedException {
        JsonNode json = json(body);
        if (status == OK && json.path("data").isContainerNode()) {
            return json.path("data");
        }
        String message = json.at("/error/message").asText();
        if (message.isEmpty()) {
            throw new CheckFailedException(
                    status / 100 == 5
                            ? "the service failed (" + status + ")"
                            : "OpenRouter is not at this address (" + status + "). Check the baseUrl and the proxy",
                    status / 100 == 5 ? null : Remedy.WRONG_ADDRESS);
        }
        switch (status) {
            case FORBIDDEN, NOT_FOUND -> {
                return null;
            }
            case UNAUTHORIZED ->
                throw new CheckFailedException("OpenRouter refused the API key (401): " + message, Remedy.WRONG_KEY);
            case PAYMENT_REQUIRED -> throw new CheckFailedException("(402): " + message, Remedy.NO_CREDIT);
            case TOO_MANY_REQUESTS ->
                throw new CheckFailedException("rate limit (429): " + message, Remedy.TOO_MANY_CALLS);
            default -> throw new CheckFailedException("the service answered " + status + ": " + message, null);
        }
    }

    /** A missing node for what is no JSON: the status alone tells then. */
    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            return json == null ? MAPPER.missingNode() : json;
        } catch (IOException e) {
            return MAPPER.missingNode();
        }
    }

    private static String words(IOException failure, String host) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host of " + host + " is not known";
            }
            if (cause instanceof SSLException) {
                return "no TLS connection to " + host + ": " + cause.getMessage();
            }
        }
        return failure instanceof ConnectException
                ? "the connection to " + host + " was refused"
                : "the connection to " + host + " broke";
    }
}
