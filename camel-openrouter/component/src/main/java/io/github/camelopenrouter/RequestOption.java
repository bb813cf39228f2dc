package io.github.camelopenrouter;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One request option: its name, the message header that overrides it, and where its value goes.
 *
 * @param name of the endpoint option
 * @param header name of the message header
 * @param value how text becomes a value
 * @param configured reads the option
 * @param path members of the request's JSON, outermost first; empty for an HTTP header
 * @param httpHeader the HTTP header that carries it, or null
 */
record RequestOption(
        String name,
        String header,
        Value value,
        Function<OpenRouterConfiguration, Object> configured,
        List<String> path,
        String httpHeader) {

    /** The two ways to say how much a model thinks; the service takes one of them. */
    static final Set<String> DEPTHS = Set.of("effort", "max_tokens");

    static final List<RequestOption> ALL = List.of(
            json("model", Value.model(), OpenRouterConfiguration::getModel, "model"),
            json("models", Value.models(), OpenRouterConfiguration::getModels, "models"),
            json("maxTokens", Value.integer(1, Integer.MAX_VALUE), OpenRouterConfiguration::getMaxTokens, "max_tokens"),
            json("temperature", Value.number(0, 2), OpenRouterConfiguration::getTemperature, "temperature"),
            json("topP", Value.number(0, 1), OpenRouterConfiguration::getTopP, "top_p"),
            json("topK", Value.integer(0, Integer.MAX_VALUE), OpenRouterConfiguration::getTopK, "top_k"),
            json("topA", Value.number(0, 1), OpenRouterConfiguration::getTopA, "top_a"),
            json("minP", Value.number(0, 1), OpenRouterConfiguration::getMinP, "min_p"),
            json(
                    "frequencyPenalty",
                    Value.number(-2, 2),
                    OpenRouterConfiguration::getFrequencyPenalty,
                    "frequency_penalty"),
            json(
                    "presencePenalty",
                    Value.number(-2, 2),
                    OpenRouterConfiguration::getPresencePenalty,
                    "presence_penalty"),
            json(
                    "repetitionPenalty",
                    Value.number(0, 2),
                    OpenRouterConfiguration::getRepetitionPenalty,
                    "repetition_penalty"),
            json("seed", Value.integer(Long.MIN_VALUE, Long.MAX_VALUE), OpenRouterConfiguration::getSeed, "seed"),
            json("stop", noneOr(Value.list(4)), OpenRouterConfiguration::getStop, "stop"),
            json(
                    "reasoningEffort",
                    Value.word("max", "xhigh", "high", "medium", "low", "minimal", "none"),
                    OpenRouterConfiguration::getReasoningEffort,
                    "reasoning",
                    "effort"),
            json(
                    "reasoningMaxTokens",
                    Value.integer(1, Integer.MAX_VALUE),
                    OpenRouterConfiguration::getReasoningMaxTokens,
                    "reasoning",
                    "max_tokens"),
            json(
                    "reasoningExclude",
                    Value.bool(),
                    OpenRouterConfiguration::getReasoningExclude,
                    "reasoning",
                    "exclude"),
            json(
                    "providerOrder",
                    Value.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderOrder,
                    "provider",
                    "order"),
            json(
                    "providerOnly",
                    Value.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderOnly,
                    "provider",
                    "only"),
            json(
                    "providerIgnore",
                    Value.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderIgnore,
                    "provider",
                    "ignore"),
            json(
                    "allowFallbacks",
                    Value.bool(),
                    OpenRouterConfiguration::getAllowFallbacks,
                    "provider",
                    "allow_fallbacks"),
            json(
                    "requireParameters",
                    Value.bool(),
                    OpenRouterConfiguration::getRequireParameters,
                    "provider",
                    "require_parameters"),
            json(
                    "dataCollection",
                    Value.word("allow", "deny"),
                    OpenRouterConfiguration::getDataCollection,
                    "provider",
                    "data_collection"),
            json("zdr", Value.bool(), OpenRouterConfiguration::getZdr, "provider", "zdr"),
            json(
                    "providerSort",
                    Value.word("price", "throughput", "latency", "exacto"),
                    OpenRouterConfiguration::getProviderSort,
                    "provider",
                    "sort"),
            json(
                    "quantizations",
                    Value.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getQuantizations,
                    "provider",
                    "quantizations"),
            json("maxPrice", Value.prices(), OpenRouterConfiguration::getMaxPrice, "provider", "max_price"),
            json(
                    "serviceTier",
                    Value.word("auto", "default", "fast", "flex", "priority", "scale"),
                    OpenRouterConfiguration::getServiceTier,
                    "service_tier"),
            json("user", Value.text(128), OpenRouterConfiguration::getUser, "user"),
            json("sessionId", Value.text(256), OpenRouterConfiguration::getSessionId, "session_id"),
            json("metadata", Value.metadata(), OpenRouterConfiguration::getMetadata, "metadata"),
            http("responseCache", "X-OpenRouter-Cache", Value.bool(), OpenRouterConfiguration::getResponseCache),
            http(
                    "responseCacheTtl",
                    "X-OpenRouter-Cache-TTL",
                    Value.seconds(1, 86_400),
                    OpenRouterConfiguration::getResponseCacheTtl),
            http("appTitle", "X-OpenRouter-Title", Value.header(), OpenRouterConfiguration::getAppTitle),
            http("appUrl", "HTTP-Referer", Value.header(), OpenRouterConfiguration::getAppUrl),
            http(
                    "appCategories",
                    "X-OpenRouter-Categories",
                    Value.words(2),
                    OpenRouterConfiguration::getAppCategories));

    private static final Map<String, RequestOption> BY_HEADER = byHeader();

    private static RequestOption json(
            String name, Value value, Function<OpenRouterConfiguration, Object> configured, String... path) {
        return new RequestOption(name, header(name), value, configured, List.of(path), null);
    }

    private static RequestOption http(
            String name, String httpHeader, Value value, Function<OpenRouterConfiguration, Object> configured) {
        return new RequestOption(name, header(name), value, configured, List.of(), httpHeader);
    }

    private static String header(String name) {
        return OpenRouterConstants.PREFIX + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** An empty list says that nothing of the kind is wanted, and is sent so. */
    private static Value noneOr(Value list) {
        return given -> {
            boolean none = given instanceof Collection<?> empty && empty.isEmpty()
                    || given instanceof Object[] array && array.length == 0
                    || given instanceof CharSequence text
                            && text.toString().trim().equals("[]");
            return none ? List.of() : list.parse(given);
        };
    }

    private static Map<String, RequestOption> byHeader() {
        Map<String, RequestOption> map = new HashMap<>();
        ALL.forEach(option -> map.put(option.header(), option));
        return map;
    }

    /** The option that a message header of exactly this name overrides; null for every other header. */
    static RequestOption ofHeader(String header) {
        return BY_HEADER.get(header);
    }

    /** The configured value, or null. */
    Object from(OpenRouterConfiguration configuration) {
        Object set = configured.apply(configuration);
        return set == null ? null : parse(set, "The option " + name);
    }

    /** The value of this option's header. */
    Object from(Object headerValue) {
        return parse(headerValue, "The header " + header);
    }

    private Object parse(Object given, String whose) {
        try {
            return value.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + " " + e.getMessage(), e);
        }
    }

    /** Puts the value into a request. */
    void put(Map<String, Object> members, Object json) {
        Map<String, Object> object = members;
        for (String outer : path.subList(0, path.size() - 1)) {
            object = JsonMembers.child(object, outer);
        }
        if (path.get(0).equals("reasoning") && DEPTHS.contains(path.get(path.size() - 1))) {
            object.keySet().removeAll(DEPTHS);
        }
        object.put(path.get(path.size() - 1), json);
    }
}
