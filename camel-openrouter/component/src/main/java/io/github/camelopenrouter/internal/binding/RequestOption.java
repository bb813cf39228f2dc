package io.github.camelopenrouter.internal.binding;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.camelopenrouter.OpenRouterConfiguration;

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
public record RequestOption(
        String name,
        String header,
        OptionValue value,
        Function<OpenRouterConfiguration, Object> configured,
        List<String> path,
        String httpHeader) {

    /** The two ways to say how much a model thinks; the service takes one of them. */
    static final Set<String> DEPTHS = Set.of("effort", "max_tokens");

    /** The one switch whose values are not called true and false. */
    private static final String METADATA = "X-OpenRouter-Metadata";

    public static final List<RequestOption> ALL = List.of(
            json("model", OptionValue.model(), OpenRouterConfiguration::getModel, "model"),
            json("models", OptionValue.models(), OpenRouterConfiguration::getModels, "models"),
            json(
                    "maxTokens",
                    OptionValue.integer(1, Integer.MAX_VALUE),
                    OpenRouterConfiguration::getMaxTokens,
                    "max_tokens"),
            json("temperature", OptionValue.number(0, 2), OpenRouterConfiguration::getTemperature, "temperature"),
            json("topP", OptionValue.number(0, 1), OpenRouterConfiguration::getTopP, "top_p"),
            json("topK", OptionValue.integer(0, Integer.MAX_VALUE), OpenRouterConfiguration::getTopK, "top_k"),
            json("topA", OptionValue.number(0, 1), OpenRouterConfiguration::getTopA, "top_a"),
            json("minP", OptionValue.number(0, 1), OpenRouterConfiguration::getMinP, "min_p"),
            json(
                    "frequencyPenalty",
                    OptionValue.number(-2, 2),
                    OpenRouterConfiguration::getFrequencyPenalty,
                    "frequency_penalty"),
            json(
                    "presencePenalty",
                    OptionValue.number(-2, 2),
                    OpenRouterConfiguration::getPresencePenalty,
                    "presence_penalty"),
            json(
                    "repetitionPenalty",
                    OptionValue.number(0, 2),
                    OpenRouterConfiguration::getRepetitionPenalty,
                    "repetition_penalty"),
            json("seed", OptionValue.integer(Long.MIN_VALUE, Long.MAX_VALUE), OpenRouterConfiguration::getSeed, "seed"),
            json("stop", noneOr(OptionValue.list(4)), OpenRouterConfiguration::getStop, "stop"),
            json(
                    "reasoningEffort",
                    OptionValue.word("max", "xhigh", "high", "medium", "low", "minimal", "none"),
                    OpenRouterConfiguration::getReasoningEffort,
                    "reasoning",
                    "effort"),
            json(
                    "reasoningMaxTokens",
                    OptionValue.integer(1, Integer.MAX_VALUE),
                    OpenRouterConfiguration::getReasoningMaxTokens,
                    "reasoning",
                    "max_tokens"),
            json(
                    "reasoningExclude",
                    OptionValue.bool(),
                    OpenRouterConfiguration::getReasoningExclude,
                    "reasoning",
                    "exclude"),
            json(
                    "providerOrder",
                    OptionValue.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderOrder,
                    "provider",
                    "order"),
            json(
                    "providerOnly",
                    OptionValue.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderOnly,
                    "provider",
                    "only"),
            json(
                    "providerIgnore",
                    OptionValue.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getProviderIgnore,
                    "provider",
                    "ignore"),
            json(
                    "allowFallbacks",
                    OptionValue.bool(),
                    OpenRouterConfiguration::getAllowFallbacks,
                    "provider",
                    "allow_fallbacks"),
            json(
                    "requireParameters",
                    OptionValue.bool(),
                    OpenRouterConfiguration::getRequireParameters,
                    "provider",
                    "require_parameters"),
            json(
                    "dataCollection",
                    OptionValue.word("allow", "deny"),
                    OpenRouterConfiguration::getDataCollection,
                    "provider",
                    "data_collection"),
            json("zdr", OptionValue.bool(), OpenRouterConfiguration::getZdr, "provider", "zdr"),
            json(
                    "providerSort",
                    OptionValue.word("price", "throughput", "latency", "exacto"),
                    OpenRouterConfiguration::getProviderSort,
                    "provider",
                    "sort"),
            json(
                    "quantizations",
                    OptionValue.list(Integer.MAX_VALUE),
                    OpenRouterConfiguration::getQuantizations,
                    "provider",
                    "quantizations"),
            json("maxPrice", OptionValue.prices(), OpenRouterConfiguration::getMaxPrice, "provider", "max_price"),
            json(
                    "serviceTier",
                    OptionValue.word("auto", "default", "fast", "flex", "priority", "scale"),
                    OpenRouterConfiguration::getServiceTier,
                    "service_tier"),
            json("user", OptionValue.text(128), OpenRouterConfiguration::getUser, "user"),
            json("sessionId", OptionValue.text(256), OpenRouterConfiguration::getSessionId, "session_id"),
            json("metadata", OptionValue.metadata(), OpenRouterConfiguration::getMetadata, "metadata"),
            http("routerMetadata", METADATA, OptionValue.bool(), OpenRouterConfiguration::getRouterMetadata),
            json("toolChoice", OptionValue.toolChoice(), OpenRouterConfiguration::getToolChoice, "tool_choice"),
            json(
                    "parallelToolCalls",
                    OptionValue.bool(),
                    OpenRouterConfiguration::getParallelToolCalls,
                    "parallel_tool_calls"),
            json("modalities", OptionValue.modalities(), OpenRouterConfiguration::getModalities, "modalities"),
            http("responseCache", "X-OpenRouter-Cache", OptionValue.bool(), OpenRouterConfiguration::getResponseCache),
            http(
                    "responseCacheTtl",
                    "X-OpenRouter-Cache-TTL",
                    OptionValue.seconds(1, 86_400),
                    OpenRouterConfiguration::getResponseCacheTtl),
            http("appTitle", "X-OpenRouter-Title", OptionValue.header(), OpenRouterConfiguration::getAppTitle),
            http("appUrl", "HTTP-Referer", OptionValue.header(), OpenRouterConfiguration::getAppUrl),
            http(
                    "appCategories",
                    "X-OpenRouter-Categories",
                    OptionValue.words(2),
                    OpenRouterConfiguration::getAppCategories));

    private static final Map<String, RequestOption> BY_HEADER = byHeader();

    private static RequestOption json(
            String name, OptionValue value, Function<OpenRouterConfiguration, Object> configured, String... path) {
        return new RequestOption(name, header(name), value, configured, List.of(path), null);
    }

    private static RequestOption http(
            String name, String httpHeader, OptionValue value, Function<OpenRouterConfiguration, Object> configured) {
        return new RequestOption(name, header(name), value, configured, List.of(), httpHeader);
    }

    private static String header(String name) {
        return RequestHeaders.PREFIX + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** An empty list says that nothing of the kind is wanted, and is sent so. */
    private static OptionValue noneOr(OptionValue list) {
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
    public Object from(OpenRouterConfiguration configuration) {
        Object set = configured.apply(configuration);
        return set == null ? null : parse(set, "The option " + name);
    }

    /** The value of this option's header. */
    public Object from(Object headerValue) {
        return parse(headerValue, "The header " + header);
    }

    private Object parse(Object given, String whose) {
        try {
            return value.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + " " + e.getMessage(), e);
        }
    }

    /** The value as the HTTP header has it. */
    String written(Object value) {
        return METADATA.equals(httpHeader) ? value.equals(true) ? "enabled" : "disabled" : value.toString();
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
