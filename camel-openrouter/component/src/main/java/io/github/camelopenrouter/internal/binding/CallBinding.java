package io.github.camelopenrouter.internal.binding;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterUnanswered;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.wire.RequestWriter;

/** Makes the command that sends an exchange: address, key, bytes, deadline. Thread-safe. */
public final class CallBinding {
    /** More would overflow when counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final URI address;
    private final OpenRouterConfiguration configuration;
    private final RequestBinding binding;
    private final CallSettings settings;
    private final CallSettings repeatable;
    private final ApiKeys keys;
    private final Supplier<Admission> policies;

    /**
     * @param policies what is asked before each attempt of the next call; gives null for nothing
     */
    public CallBinding(
            URI address,
            OpenRouterConfiguration configuration,
            RequestBinding binding,
            CallSettings settings,
            ApiKeys keys,
            Supplier<Admission> policies) {
        this.address = address;
        this.configuration = configuration;
        this.binding = binding;
        this.settings = settings;
        this.repeatable = settings.withRepeatable();
        this.keys = keys;
        this.policies = policies;
    }

    public Duration maxRetryAfter() {
        return settings.maxRetryAfter();
    }

    /**
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    public Command command(Exchange exchange) {
        try {
            RequestHeaders given = RequestHeaders.of(exchange.getMessage());
            RequestBinding.Bound bound = binding.bind(exchange, given);
            byte[] body = RequestWriter.write(bound.request(), configuration.getMaxRequestBytes());
            Duration deadline = deadline(given, settings.totalTimeout());
            Map<String, String> headers = new LinkedHashMap<>(8);
            String alias = given.text(OpenRouterConstants.KEY_ALIAS);
            String key = keys.key(alias);
            headers.put("Authorization", "Bearer " + key);
            headers.put(
                    "Accept",
                    "true".equals(String.valueOf(bound.request().member("stream")))
                            ? "text/event-stream, application/json"
                            : "application/json");
            headers.putAll(bound.httpHeaders());
            Admission admission = policies.get();
            boolean cached = "true".equals(bound.httpHeaders().get("X-OpenRouter-Cache"));
            // what is to be parked when it goes unanswered is never sent again within a call either
            boolean repeats = cached && configuration.getUnanswered() != OpenRouterUnanswered.park;
            boolean counted = admission != null || settings.maxRetries() > 0;
            CallFacts facts = !counted
                    ? CallFacts.NONE
                    : CallFacts.of(
                            body,
                            keys.id(key),
                            alias,
                            exchange.getFromRouteId(),
                            tenant(given),
                            cached ? Fingerprint.hex(body) : null);
            return new Command(address, headers, body, repeats ? repeatable : settings, deadline, facts, admission);
        } catch (OpenRouterException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        } catch (Throwable e) {
            // a route's own maps and lists are read here; what they say may quote a prompt
            throw FailureBinding.notSendable(new IllegalArgumentException(
                    "The message cannot be made a request (" + e.getClass().getSimpleName() + ")", e));
        }
    }

    /** A blank one names nobody. */
    private static String tenant(RequestHeaders headers) {
        String tenant = headers.text(OpenRouterConstants.TENANT);
        return tenant == null || tenant.isBlank() ? null : tenant;
    }

    /**
     * The total timeout, or the time that is left until the header's deadline where that is sooner.
     *
     * @throws OpenRouterException where the deadline has passed
     * @throws IllegalArgumentException where the header names no moment
     */
    public static Duration deadline(RequestHeaders headers, Duration totalTimeout) {
        Object header = headers.value(OpenRouterConstants.DEADLINE);
        if (header == null) {
            return totalTimeout;
        }
        Duration left = Duration.between(Instant.now(), instant(header));
        if (left.isNegative() || left.isZero()) {
            throw new TransportException(
                    ErrorDetails.notSent("OpenRouter: the deadline has passed, nothing was sent", "deadline_exceeded"),
                    null);
        }
        Duration most = totalTimeout == null ? LONGEST : totalTimeout;
        return left.compareTo(most) < 0 ? left : most;
    }

    private static Instant instant(Object header) {
        if (header instanceof Instant instant) {
            return instant;
        }
        if (header instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (header instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (header instanceof ZonedDateTime time) {
            return time.toInstant();
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
