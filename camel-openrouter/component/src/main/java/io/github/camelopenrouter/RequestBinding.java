package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ModelName;

/**
 * Makes the request of an exchange: message headers win over the body, the body over the options, the options over the
 * environment. Options are checked once, when this is made. Thread-safe.
 */
final class RequestBinding {
    /**
     * A request, ready to be written.
     *
     * @param httpHeaders those that options or message headers ask for
     */
    record Bound(ChatRequest request, Map<String, String> httpHeaders) {}

    /** Where nothing was said about these the service decides; an empty one is an error for it, or means something else. */
    private static final List<String> NEVER_EMPTY = List.of("models", "plugins", "provider");

    /** "5 apples" is text and not the number 5. */
    private static final ObjectReader STRICT =
            JsonMembers.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final boolean stream;
    private final Map<String, Object> defaults = new TreeMap<>();
    private final Map<String, String> defaultHttpHeaders = new LinkedHashMap<>();
    private final String systemMessage;
    private final String developerMessage;

    /**
     * @throws IllegalArgumentException where an option has a bad value; the message names it
     */
    RequestBinding(OpenRouterConfiguration configuration, boolean stream) {
        this.stream = stream;
        this.systemMessage = configuration.getSystemMessage();
        this.developerMessage = configuration.getDeveloperMessage();
        if (configuration.getReasoningEffort() != null && configuration.getReasoningMaxTokens() != null) {
            throw new IllegalArgumentException(
                    "The options reasoningEffort and reasoningMaxTokens exclude each other: set one of them");
        }
        if (configuration.getBody() != null) {
            configuration
                    .getBody()
                    .forEach(
                            (name, value) -> defaults.put(allowed(name, "The option body." + name), json(name, value)));
        }
        for (RequestOption option : RequestOption.ALL) {
            Object value = option.from(configuration);
            if (value != null) {
                put(option, value, defaults, defaultHttpHeaders);
            }
        }
        if (Boolean.TRUE.equals(configuration.getDisableThinking())) {
            disableThinking(defaults);
        }
    }

    /** {@code stream} belongs to the operation and {@code messages} to the body. */
    private static String allowed(String name, String whose) {
        if (name.equals("stream") || name.equals("messages")) {
            throw new IllegalArgumentException(whose + " is not allowed: "
                    + (name.equals("stream")
                            ? "the operation decides whether the answer streams"
                            : "messages belong in the message body"));
        }
        return name;
    }

    private static Object json(String name, Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        if (text.isBlank()) {
            return text;
        }
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            String start = text.trim();
            if (start.startsWith("{") || start.startsWith("[") || start.startsWith("\"")) {
                throw new IllegalArgumentException("The option body." + name + " is not valid JSON", e);
            }
            // a bare word is text
            return text;
        }
    }

    private static void put(
            RequestOption option, Object value, Map<String, Object> members, Map<String, String> httpHeaders) {
        if (option.httpHeader() != null) {
            httpHeaders.put(option.httpHeader(), value.toString());
        } else {
            option.put(members, value);
        }
    }

    private static void disableThinking(Map<String, Object> members) {
        Map<String, Object> off = new TreeMap<>();
        off.put("effort", "none");
        members.put("reasoning", off);
    }

    /**
     * The request of an exchange.
     *
     * @throws IllegalArgumentException where the body or a header has a bad value; the message names it
     */
    Bound bind(Exchange exchange) {
        Map<String, Object> members = new HashMap<>();
        JsonMembers.merge(members, defaults);
        mergeRequest(members, Conversation.members(exchange));
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        if (headers.get(OpenRouterConstants.BODY) != null) {
            mergeRequest(members, body(headers.get(OpenRouterConstants.BODY)));
        }
        Map<String, String> httpHeaders = options(headers, members);
        thinking(headers, members);
        lead(members, "developer", headers.get(OpenRouterConstants.DEVELOPER_MESSAGE), developerMessage);
        lead(members, "system", headers.get(OpenRouterConstants.SYSTEM_MESSAGE), systemMessage);
        members.put("stream", stream);
        members.values().removeIf(value -> value instanceof JsonNode node && node.isNull());
        resolveModels(members);
        NEVER_EMPTY.forEach(name -> members.computeIfPresent(name, (same, value) -> empty(value) ? null : value));
        return new Bound(ChatRequest.of(members), httpHeaders);
    }

    /** Merges what wins. A depth of reasoning is said in one of two ways, so the new one takes the place of the other. */
    private static void mergeRequest(Map<String, Object> members, Map<?, ?> stronger) {
        Map<String, Object> reasoning = JsonMembers.copy(stronger.get("reasoning"));
        if (RequestOption.DEPTHS.stream().anyMatch(reasoning::containsKey) && members.get("reasoning") != null) {
            JsonMembers.child(members, "reasoning").keySet().removeAll(RequestOption.DEPTHS);
        }
        JsonMembers.merge(members, stronger);
    }

    private static Map<?, ?> body(Object header) {
        if (!(header instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.BODY + " must be a Map of request members");
        }
        map.keySet()
                .forEach(name ->
                        allowed(String.valueOf(name), "The header " + OpenRouterConstants.BODY + " with " + name));
        return map;
    }

    /** Puts the headers of options into the request; returns the HTTP headers that go with it. */
    private Map<String, String> options(Map<String, Object> headers, Map<String, Object> members) {
        if (headers.get(OpenRouterConstants.REASONING_EFFORT) != null
                && headers.get(OpenRouterConstants.REASONING_MAX_TOKENS) != null) {
            throw new IllegalArgumentException("The headers " + OpenRouterConstants.REASONING_EFFORT + " and "
                    + OpenRouterConstants.REASONING_MAX_TOKENS + " exclude each other: set one of them");
        }
        Map<String, String> httpHeaders = defaultHttpHeaders;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            RequestOption option = header.getValue() == null ? null : RequestOption.ofHeader(header.getKey());
            if (option == null) {
                continue;
            }
            if (option.httpHeader() != null && httpHeaders == defaultHttpHeaders) {
                httpHeaders = new LinkedHashMap<>(defaultHttpHeaders);
            }
            put(option, option.from(header.getValue()), members, httpHeaders);
        }
        return httpHeaders;
    }

    private static void thinking(Map<String, Object> headers, Map<String, Object> members) {
        Object off = headers.get(OpenRouterConstants.DISABLE_THINKING);
        if (off == null) {
            return;
        }
        Object disabled;
        try {
            disabled = Value.bool().parse(off);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.DISABLE_THINKING + " " + e.getMessage(), e);
        }
        if (disabled.equals(true)) {
            disableThinking(members);
        } else if ("none".equals(text(JsonMembers.copy(members.get("reasoning")).get("effort")))) {
            members.remove("reasoning");
        }
    }

    private static void lead(Map<String, Object> members, String role, Object header, String option) {
        if (header != null) {
            if (!(header instanceof CharSequence)) {
                throw new IllegalArgumentException("The header CamelOpenRouter"
                        + (role.equals("system") ? "SystemMessage" : "DeveloperMessage") + " must be text");
            }
            Conversation.lead(members, role, header.toString(), true);
        } else if (option != null) {
            Conversation.lead(members, role, option, false);
        }
    }

    /** Takes suffixes that OpenRouter does not know off the models and puts their providers first. */
    private static void resolveModels(Map<String, Object> members) {
        Set<String> providers = new LinkedHashSet<>();
        Object model = members.get("model");
        if (text(model) != null) {
            ModelName name = ModelName.parse(text(model));
            members.put("model", name.wire());
            providers.addAll(name.providers());
        }
        if (members.get("models") instanceof Iterable<?> models) {
            List<Object> wire = new ArrayList<>();
            for (Object fallback : models) {
                ModelName name = ModelName.parse(String.valueOf(text(fallback) == null ? fallback : text(fallback)));
                wire.add(name.wire());
                providers.addAll(name.providers());
            }
            members.put("models", wire);
        }
        if (!providers.isEmpty()) {
            Map<String, Object> provider = JsonMembers.child(members, "provider");
            if (provider.get("order") instanceof Iterable<?> order) {
                order.forEach(slug -> providers.add(text(slug) == null ? String.valueOf(slug) : text(slug)));
            }
            provider.put("order", List.copyOf(providers));
        }
    }

    private static boolean empty(Object value) {
        if (value instanceof Map<?, ?> || value instanceof JsonNode node && node.isObject()) {
            return JsonMembers.copy(value).values().stream()
                    .allMatch(member -> member == null || member instanceof JsonNode node && node.isNull());
        }
        return value instanceof Iterable<?> list && !list.iterator().hasNext();
    }

    private static String text(Object value) {
        if (value instanceof JsonNode node && node.isTextual()) {
            return node.textValue();
        }
        return value instanceof String text && !text.isBlank() ? text : null;
    }
}
