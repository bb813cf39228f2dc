package io.github.camelopenrouter;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.client.CallSettings;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.client.RequestWriter;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;

/** Makes the command that sends an exchange: address, key, bytes, deadline. Thread-safe. */
final class CommandFactory {
    /** More would overflow when counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final URI address;
    private final OpenRouterConfiguration configuration;
    private final RequestBinding binding;
    private final CallSettings settings;
    private final CallSettings repeatable;
    private final Environment environment;

    CommandFactory(
            URI address,
            OpenRouterConfiguration configuration,
            RequestBinding binding,
            CallSettings settings,
            Environment environment) {
        this.address = address;
        this.configuration = configuration;
        this.binding = binding;
        this.settings = settings;
        this.repeatable = settings.withRepeatable();
        this.environment = environment;
    }

    Duration maxRetryAfter() {
        return settings.maxRetryAfter();
    }

    /**
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    Command command(Exchange exchange) {
        try {
            RequestBinding.Bound bound = binding.bind(exchange);
            byte[] body = RequestWriter.write(bound.request());
            if (body.length > configuration.getMaxRequestBytes()) {
                throw new IllegalArgumentException(
                        "The request has " + body.length + " bytes, more than the option maxRequestBytes allows ("
                                + configuration.getMaxRequestBytes() + ")");
            }
            Duration deadline = deadline(exchange);
            Map<String, String> headers = new LinkedHashMap<>(8);
            headers.put("Authorization", "Bearer " + key(exchange));
            headers.put(
                    "Accept",
                    "true".equals(String.valueOf(bound.request().member("stream")))
                            ? "text/event-stream, application/json"
                            : "application/json");
            headers.putAll(bound.httpHeaders());
            boolean cached = "true".equals(bound.httpHeaders().get("X-OpenRouter-Cache"));
            return new Command(address, headers, body, cached ? repeatable : settings, deadline);
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
    }

    private String key(Exchange exchange) {
        Object alias = exchange.getMessage().getHeader(OpenRouterConstants.KEY_ALIAS);
        ApiKeyProvider provider = configuration.getApiKeyProvider();
        if (alias != null && provider == null) {
            throw new IllegalArgumentException("The header " + OpenRouterConstants.KEY_ALIAS
                    + " needs a bean that knows the aliases: set the option apiKeyProvider");
        }
        String key = configuration.getApiKey();
        if (provider != null && (alias != null || blank(key))) {
            key = provider.apiKey(alias == null ? null : alias.toString());
        }
        if (alias == null && blank(key)) {
            key = environment.apiKey();
        }
        if (blank(key)) {
            throw new AuthenticationException(
                    ErrorDetails.notSent(
                            alias == null
                                    ? "OpenRouter API Key is not set: set the option apiKey, bind an apiKeyProvider, or set"
                                            + " the environment variable OPENROUTER_API_KEY"
                                    : "OpenRouter API Key is not set for the alias in the header "
                                            + OpenRouterConstants.KEY_ALIAS + ": the apiKeyProvider does not know it",
                            "authentication"),
                    null);
        }
        if (!Value.printable(key) || key.trim().indexOf(' ') >= 0) {
            throw new IllegalArgumentException(
                    "The OpenRouter API Key has characters that no key has (blanks or line ends?)");
        }
        return key.trim();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    /** The total timeout, or the time that is left until the header's deadline where that is sooner. */
    private Duration deadline(Exchange exchange) {
        Object header = exchange.getMessage().getHeader(OpenRouterConstants.DEADLINE);
        if (header == null) {
            return settings.totalTimeout();
        }
        Duration left = Duration.between(Instant.now(), instant(header));
        if (left.isNegative() || left.isZero()) {
            throw new TransportException(
                    ErrorDetails.notSent("OpenRouter: the deadline has passed, nothing was sent", "deadline_exceeded"),
                    null);
        }
        Duration most = settings.totalTimeout() == null ? LONGEST : settings.totalTimeout();
        return left.compareTo(most) < 0 ? left : most;
    }

    private static Instant instant(Object header) {
        if (header instanceof Instant instant) {
            return instant;
        }
        try {
            String text = header.toString().trim();
            return text.matches("\\d{1,15}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.DEADLINE
                            + " must be an Instant, such as 2026-01-31T12:00:00Z, or milliseconds since 1970",
                    e);
        }
    }
}
