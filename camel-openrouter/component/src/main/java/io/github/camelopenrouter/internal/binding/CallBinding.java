package io.github.camelopenrouter.internal.binding;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.databind.JsonNode;

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
import io.github.camelopenrouter.internal.conversation.ConversationTurn;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;

/** Makes of an exchange what is sent: address, key, bytes, deadline. Thread-safe. */
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
     * What an exchange asks for, ready to be sent. Immutable; knows the exchange no more.
     */
    public final class Prepared {
        private final ChatRequest request;
        private final List<JsonNode> tools;
        private final int added;
        private final AnswerFormat format;
        private final Map<String, String> headers;
        private final String keyId;
        private final String alias;
        private final String routeId;
        private final String tenant;
        private final boolean cached;
        private final Duration deadline;
        private final byte[] body;
        private final long since = System.nanoTime();

        private Prepared(Exchange exchange, ConversationTurn turn, List<JsonNode> tools, Again again) {
            RequestHeaders given = RequestHeaders.of(exchange.getMessage());
            RequestBinding.Bound bound = again == null
                    ? binding.bind(exchange, given, turn, tools)
                    : binding.again(exchange, given, turn, again, tools);
            // what is gone on with has been sent, and is not sent as it was
            body = again == null ? RequestWriter.write(bound.request(), configuration.getMaxRequestBytes()) : null;
            this.tools = tools;
            added = bound.added();
            // only a conversation that may go on needs more of the request than its bytes
            boolean goesOn = configuration.getMaxRepairs() > 0 || !tools.isEmpty() || again != null;
            request = goesOn ? bound.request() : null;
            format = bound.format();
            deadline = CallBinding.deadline(given, settings.totalTimeout());
            headers = new LinkedHashMap<>(8);
            alias = given.text(OpenRouterConstants.KEY_ALIAS);
            String key = keys.key(alias);
            keyId = keys.id(key);
            headers.put("Authorization", "Bearer " + key);
            headers.put(
                    "Accept",
                    "true".equals(String.valueOf(bound.request().member("stream")))
                            ? "text/event-stream, application/json"
                            : "application/json");
            headers.putAll(bound.httpHeaders());
            cached = "true".equals(bound.httpHeaders().get("X-OpenRouter-Cache"));
            routeId = exchange.getFromRouteId();
            tenant = tenant(given);
        }

        /** How long it may take in all, waits included; null for no limit. */
        public Duration deadline() {
            return deadline;
        }

        /** How long whoever takes a streamed answer may take for a part of it; null for no limit. */
        public Duration consumerTimeout() {
            return settings.consumerTimeout();
        }

        /** Names of the functions that the model may call, whoever runs them; only where tools of this side are among them. */
        public Set<String> functions() {
            return FunctionTools.names(request);
        }

        /** What is asked for; null where no tools are offered and no answer may be sent back. */
        public ChatRequest request() {
            return request;
        }

        /** How many of its last messages are new in the conversation that it is a turn of; 0 where it stands alone. */
        public int added() {
            return added;
        }

        /** Definitions of this side's tools. */
        public List<JsonNode> tools() {
            return tools;
        }

        /** What the answer is to be. */
        public AnswerFormat format() {
            return format;
        }

        public Command command() {
            return command(body, deadline);
        }

        /** The ids of the model's calls of tools that stand in the conversation already. */
        public Set<String> callIds() {
            Set<String> ids = new HashSet<>();
            if (request != null && request.member("messages") instanceof Iterable<?> messages) {
                messages.forEach(message -> Conversation.callIds(message, ids));
            }
            return ids;
        }

        private Command command(byte[] bytes, Duration left) {
            Admission admission = policies.get();
            // what is to be parked when it goes unanswered is never sent again within a call either
            boolean repeats = cached && configuration.getUnanswered() != OpenRouterUnanswered.park;
            boolean counted = admission != null || settings.maxRetries() > 0;
            CallFacts facts = !counted
                    ? CallFacts.NONE
                    : CallFacts.of(bytes, keyId, alias, routeId, tenant, cached ? Fingerprint.hex(bytes) : null);
            return new Command(address, headers, bytes, repeats ? repeatable : settings, left, facts, admission);
        }

        /**
         * The same conversation with more behind it, within the time that is left.
         *
         * @throws OpenRouterException where it cannot be sent; nothing was
         */
        public Command goOn(List<ChatMessage> more) {
            return guarded(() -> goOn(request.toBuilder(), more, null));
        }

        /**
         * The same behind a turn in which the model used tools: it is free to use none from now on.
         *
         * @param withheld names of tools that are not offered any more
         * @param most how long it may take for all that the caller knows; null for no limit
         * @throws OpenRouterException where it cannot be sent; nothing was
         */
        public Command goOn(List<ChatMessage> more, Set<String> withheld, Duration most) {
            return guarded(() -> goOn(FunctionTools.goOn(request, withheld), more, most));
        }

        private Command goOn(ChatRequest.Builder longer, List<ChatMessage> more, Duration most) {
            Duration left = deadline;
            if (deadline != null) {
                left = deadline.minusNanos(System.nanoTime() - since);
            }
            if (most != null && (left == null || most.compareTo(left) < 0)) {
                left = most;
            }
            if (left != null && (left.isNegative() || left.isZero())) {
                throw tooLate();
            }
            if (!(request.member("messages") instanceof List<?> before)) {
                throw new IllegalArgumentException(
                        "The conversation cannot go on behind the answer: its request has a prompt, and no list of"
                                + " messages");
            }
            List<Object> messages = new ArrayList<>(before);
            messages.addAll(more);
            ChatRequest whole = longer.member("messages", messages).build();
            return command(RequestWriter.write(whole, configuration.getMaxRequestBytes()), left);
        }
    }

    /**
     * @param turn what was said before; null for a message that stands alone
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    public Prepared prepare(Exchange exchange, ConversationTurn turn) {
        return prepare(exchange, turn, List.of());
    }

    /**
     * The same with tools of this side.
     *
     * @param turn what was said before; null for a message that stands alone
     * @param tools elements of the request's member {@code tools}
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    public Prepared prepare(Exchange exchange, ConversationTurn turn, List<JsonNode> tools) {
        return guarded(() -> new Prepared(exchange, turn, tools, null));
    }

    /**
     * A request that was sent before and is gone on with.
     *
     * @param members of the request, but for those of this side's tools
     * @param added how many of its last messages are new in the conversation that it is a turn of
     */
    public record Again(Map<String, Object> members, int added) {
        /** Says nothing of what was said. */
        @Override
        public String toString() {
            return "Again[" + added + "]";
        }
    }

    /**
     * A request that was sent before and is gone on with behind more messages.
     *
     * @param turn of the conversation that it goes on; null where it stands alone
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    public Prepared goOn(Exchange exchange, ConversationTurn turn, List<JsonNode> tools, Again request) {
        return guarded(() -> new Prepared(exchange, turn, tools, request));
    }

    /** What is thrown while a message is read, as a failure that says that nothing was sent. */
    public static <T> T guarded(Supplier<T> making) {
        try {
            return making.get();
        } catch (Throwable e) {
            throw notSent(e);
        }
    }

    /** What came up while a message was read, as a failure that says that nothing was sent. */
    public static OpenRouterException notSent(Throwable cause) {
        if (cause instanceof OpenRouterException known) {
            return known;
        }
        if (cause instanceof IllegalArgumentException bad) {
            return FailureBinding.notSendable(bad);
        }
        // a route's own maps and lists are read here; what they say may quote a prompt
        return FailureBinding.notSendable(new IllegalArgumentException(
                "The message cannot be made a request (" + cause.getClass().getSimpleName() + ")", cause));
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
            throw tooLate();
        }
        Duration most = totalTimeout == null ? LONGEST : totalTimeout;
        return left.compareTo(most) < 0 ? left : most;
    }

    private static TransportException tooLate() {
        return new TransportException(
                ErrorDetails.notSent("OpenRouter: the deadline has passed, nothing was sent", "deadline_exceeded"),
                null);
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
