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
import com.fasterxml.jackson.databind.JsonNode;

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
        resolveModels(defaults);
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
        try {
            return JsonMembers.JSON.readTree(text);
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
        Map<String, Object> own = Conversation.members(exchange);
        Map<String, Object> members = new HashMap<>();
        JsonMembers.merge(members, defaults);
        if (own.containsKey("models") || own.containsKey("model")) {
            resolveModels(own);
        }
        JsonMembers.merge(members, own);
        Map<String, String> httpHeaders = defaultHttpHeaders;
        Object system = null;
        Object developer = null;
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        if (headers.get(OpenRouterConstants.BODY) != null) {
            merge(members, headers.get(OpenRouterConstants.BODY));
        }
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            RequestOption option = header.getValue() == null ? null : RequestOption.ofHeader(header.getKey());
            if (option == null) {
                continue;
            }
            if (option.httpHeader() != null && httpHeaders == defaultHttpHeaders) {
                httpHeaders = new LinkedHashMap<>(defaultHttpHeaders);
            }
            Object value = option.from(header.getValue());
            if (option.name().equals("model")) {
                Map<String, Object> chosen = new TreeMap<>();
                chosen.put("model", value);
                resolveModels(chosen);
                JsonMembers.merge(members, chosen);
            } else {
                put(option, value, members, httpHeaders);
            }
        }
        thinking(headers, members);
        system = headers.get(OpenRouterConstants.SYSTEM_MESSAGE);
        developer = headers.get(OpenRouterConstants.DEVELOPER_MESSAGE);
        lead(members, "developer", developer, developerMessage);
        lead(members, "system", system, systemMessage);
        members.put("stream", stream);
        return new Bound(ChatRequest.of(members), httpHeaders);
    }

    private static void merge(Map<String, Object> members, Object body) {
        if (!(body instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.BODY + " must be a Map of request members");
        }
        map.keySet()
                .forEach(name ->
                        allowed(String.valueOf(name), "The header " + OpenRouterConstants.BODY + " with " + name));
        JsonMembers.merge(members, map);
        resolveModels(members);
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
        } else if (members.get("reasoning") instanceof Map<?, ?> reasoning && "none".equals(reasoning.get("effort"))) {
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

    private static String text(Object value) {
        if (value instanceof JsonNode node && node.isTextual()) {
            return node.textValue();
        }
        return value instanceof String text && !text.isBlank() ? text : null;
    }
}
