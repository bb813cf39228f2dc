package io.github.camelopenrouter;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.call.CallSettings;

/** Asks the service for what it tells for free, with the address and the keys of one endpoint. Thread-safe. */
final class Lookups {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final OpenRouterComponent component;
    private final String base;
    private final ApiKeys keys;
    private final CallSettings settings;

    Lookups(OpenRouterComponent component, OpenRouterConfiguration effective) {
        this(
                component,
                effective,
                Duration.ofMillis(Math.max(1, effective.getConnectTimeout())),
                Duration.ofMillis(Math.max(1, effective.getConnectionRequestTimeout())),
                LONGEST);
    }

    /** With one limit for all that may take time. */
    Lookups(OpenRouterComponent component, OpenRouterConfiguration effective, Duration timeout) {
        this(component, effective, timeout, timeout, timeout);
    }

    private Lookups(
            OpenRouterComponent component,
            OpenRouterConfiguration effective,
            Duration connect,
            Duration lease,
            Duration answer) {
        this.component = component;
        this.base = ChatAddress.base(effective.getBaseUrl(), effective.isAllowInsecureHttp());
        this.keys = new ApiKeys(effective, component.environment());
        this.settings = new CallSettings(
                connect,
                lease,
                answer,
                null,
                answer,
                null,
                answer,
                null,
                effective.getMaxResponseBytes(),
                effective.getMaxSseLineBytes(),
                effective.getMaxErrorBodyBytes(),
                0,
                Duration.ZERO,
                false);
    }

    URI base() {
        return URI.create(base);
    }

    /** With the default key. */
    CompletableFuture<JsonNode> get(String path) {
        return get(path, null);
    }

    /** What became of a generation; with the key that paid for it, as no other may ask. */
    CompletableFuture<JsonNode> generation(String id, String keyAlias) {
        return get("/generation?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8), keyAlias);
    }

    /**
     * With the key of this alias; null for the default key. Never throws: who asks for a key that is not there, or of a component
     * that has stopped, finds that in the result. Never waits for a provider of keys: whoever asks may be a timer that others need.
     */
    CompletableFuture<JsonNode> get(String path, String keyAlias) {
        if (!keys.asks(keyAlias)) {
            return ask(path, keyAlias);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        try {
            component.engine().readers().execute(() -> ask(path, keyAlias, answer));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void ask(String path, String keyAlias, CompletableFuture<JsonNode> answer) {
        CompletableFuture<JsonNode> asked = ask(path, keyAlias);
        asked.whenComplete((json, why) -> {
            if (why == null) {
                answer.complete(json);
            } else {
                answer.completeExceptionally(why);
            }
        });
        answer.whenComplete((json, why) -> asked.cancel(false));
    }

    private CompletableFuture<JsonNode> ask(String path, String keyAlias) {
        try {
            Map<String, String> headers =
                    Map.of("Authorization", "Bearer " + keys.key(keyAlias), "Accept", "application/json");
            return component.engine().client().get(URI.create(base + path), headers, settings);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
