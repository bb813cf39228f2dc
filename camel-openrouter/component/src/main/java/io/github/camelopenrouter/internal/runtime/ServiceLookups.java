package io.github.camelopenrouter.internal.runtime;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.binding.ApiKeys;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.money.BilledService;

/** Asks the service for what it tells for free, with the address and the keys of one endpoint. Thread-safe. */
public final class ServiceLookups implements BilledService {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ComponentRuntime runtime;
    private final String base;
    private final Object payer;
    private final ApiKeys keys;
    private final CallSettings settings;

    public ServiceLookups(ComponentRuntime runtime, OpenRouterConfiguration effective) {
        this(
                runtime,
                effective,
                Duration.ofMillis(Math.max(1, effective.getConnectTimeout())),
                Duration.ofMillis(Math.max(1, effective.getConnectionRequestTimeout())),
                LONGEST);
    }

    /** With one limit for all that may take time. */
    public ServiceLookups(ComponentRuntime runtime, OpenRouterConfiguration effective, Duration timeout) {
        this(runtime, effective, timeout, timeout, timeout);
    }

    private ServiceLookups(
            ComponentRuntime runtime,
            OpenRouterConfiguration effective,
            Duration connect,
            Duration lease,
            Duration answer) {
        this.runtime = runtime;
        this.base = ServiceAddress.base(effective.getBaseUrl(), effective.isAllowInsecureHttp());
        this.payer = new Payer(effective);
        this.keys = new ApiKeys(effective, runtime.environment());
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

    @Override
    public URI base() {
        return URI.create(base);
    }

    @Override
    public Object payer() {
        return payer;
    }

    /** With the default key. */
    public CompletableFuture<JsonNode> get(String path) {
        return get(path, null);
    }

    /** What became of a generation; with the key that paid for it, as no other may ask. */
    @Override
    public CompletableFuture<JsonNode> generation(String id, String keyAlias) {
        return get("/generation?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8), keyAlias);
    }

    /**
     * With the key of this alias; null for the default key. Never throws: who asks for a key that is not there, or of a component
     * that has stopped, finds that in the result. Never waits for a provider of keys: whoever asks may be a timer that others need.
     */
    @Override
    public CompletableFuture<JsonNode> get(String path, String keyAlias) {
        if (!keys.asks(keyAlias)) {
            return ask(path, keyAlias);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        try {
            runtime.engine().readers().execute(() -> ask(path, keyAlias, answer));
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
            return runtime.engine().client().get(URI.create(base + path), headers, settings);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where the keys of an endpoint come from, and what they are for. No record: its text would have the key. */
    private static final class Payer {
        private final String baseUrl;
        private final String apiKey;
        private final ApiKeyProvider provider;

        Payer(OpenRouterConfiguration effective) {
            baseUrl = effective.getBaseUrl();
            apiKey = effective.getApiKey();
            provider = effective.getApiKeyProvider();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Payer payer
                    && Objects.equals(baseUrl, payer.baseUrl)
                    && Objects.equals(apiKey, payer.apiKey)
                    && provider == payer.provider;
        }

        @Override
        public int hashCode() {
            return Objects.hash(baseUrl, apiKey);
        }
    }
}
