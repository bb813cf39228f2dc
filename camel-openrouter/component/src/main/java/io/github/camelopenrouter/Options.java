package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.apache.camel.util.StringHelper;

import io.github.camelopenrouter.internal.binding.FurtherHttpHeaders;
import io.github.camelopenrouter.internal.binding.OptionValue;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.binding.RequestOption;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.store.RequiresSetUp;

/**
 * What each option of the component and its endpoints may be: one table for URIs, properties, beans and the environment. What is
 * not in it needs no more than its type, which the generated configurers know.
 */
final class Options {
    /** Values that no message repeats. They are looked at where a call needs them. */
    private static final List<String> SECRETS =
            List.of("apiKey", "proxyAuthUsername", "proxyAuthPassword", "toolApprovalSecret");

    private static final long YEAR_MILLIS = 365L * 86_400_000;

    /** By name. */
    static final Map<String, OptionValue> TABLE = table();

    private static final Map<String, String> NAMES = names();

    /** Whose getters read a configuration. */
    private static final OpenRouterEndpointConfigurer GETTERS = new OpenRouterEndpointConfigurer();

    /** Options of the endpoint itself, and of what it consumes. */
    private static final Set<String> OF_ENDPOINT = Set.of(
            "operation",
            "lazyStartProducer",
            "synchronous",
            "bridgeErrorHandler",
            "exceptionHandler",
            "exchangePattern",
            "name",
            "description",
            "tags",
            "parameters",
            "parametersSchema",
            "parametersClass",
            "strictParameters",
            "returnDirect");

    private Options() {}

    private static Map<String, OptionValue> table() {
        Map<String, OptionValue> table = new TreeMap<>();
        RequestOption.ALL.forEach(option -> table.put(option.name(), option.value()));
        OptionValue nonBlank = OptionValue.text(Integer.MAX_VALUE);
        OptionValue pause = OptionValue.millis(0, Long.MAX_VALUE);
        OptionValue moment = OptionValue.millis(1, Long.MAX_VALUE);
        OptionValue some = OptionValue.integer(1, Integer.MAX_VALUE);
        OptionValue any = OptionValue.integer(0, Integer.MAX_VALUE);
        table.put("body", OptionValue.members());
        table.put("httpHeader", FurtherHttpHeaders.values());
        table.put("allowedHttpHeaders", FurtherHttpHeaders.allowed());
        table.put("systemMessage", nonBlank);
        table.put("developerMessage", nonBlank);
        table.put("baseUrl", ServiceAddress.value());
        table.put("streamTo", nonBlank);
        table.put("streamElements", OptionValue.elementPointers());
        table.put("streamPartialInterval", pause);
        table.put("connectTimeout", moment);
        table.put("connectionRequestTimeout", moment);
        table.put("mcpTimeout", moment);
        for (String timeout : List.of(
                "responseTimeout",
                "firstTokenTimeout",
                "idleTimeout",
                "contentIdleTimeout",
                "totalTimeout",
                "consumerTimeout",
                "maxRetryAfter",
                "queueTimeout",
                "conversationExpiry",
                "conversationQueueTimeout",
                "conversationRepositoryTimeout")) {
            table.put(timeout, pause);
        }
        table.put("maxRetries", any);
        table.put("maxRepairs", any);
        table.put("tools", OptionValue.tools());
        table.put("maxToolRounds", some);
        table.put("maxToolCalls", some);
        table.put("maxToolTokens", OptionValue.integer(1, Long.MAX_VALUE));
        table.put("maxToolCost", OptionValue.dollars());
        table.put("maxToolTime", pause);
        table.put("toolTimeout", pause);
        table.put("maxParallelToolCalls", some);
        table.put("maxToolResultBytes", some);
        table.put("maxRepeatedToolCalls", any);
        table.put("maxToolDepth", some);
        table.put("toolApprovalTo", nonBlank);
        table.put("toolApprovalTimeout", pause);
        table.put("toolApprovalExpiry", OptionValue.millis(1, YEAR_MILLIS));
        table.put("toolHeaders", OptionValue.list(Integer.MAX_VALUE));
        table.put("jsonSchema", OptionValue.schema());
        table.put("outputClass", nonBlank);
        table.put("schemaName", OptionValue.schemaName());
        table.put("maxInFlight", some);
        table.put("maxQueued", any);
        table.put("requestsPerMinute", some);
        table.put("tokensPerMinute", OptionValue.integer(1, Long.MAX_VALUE));
        table.put("circuitBreakerMinimumCalls", some);
        table.put("circuitBreakerOpenDuration", OptionValue.millis(1, YEAR_MILLIS));
        table.put("conversationId", nonBlank);
        table.put("maxConversationMessages", any);
        table.put("maxConversationTokens", some);
        table.put("journalStep", nonBlank);
        table.put("journalLease", OptionValue.millis(100, YEAR_MILLIS));
        for (String size : List.of(
                "maxRequestBytes",
                "maxResponseBytes",
                "maxSseLineBytes",
                "maxErrorBodyBytes",
                "maxAnswerParts",
                "maxResultHeaderBytes")) {
            table.put(size, some);
        }
        table.put("fileBodyDirectory", nonBlank);
        table.put("maxAttachmentBytes", some);
        table.put("maxAttachmentsBytes", some);
        table.put("imageConfig", OptionValue.members());
        table.put("audioVoice", nonBlank);
        table.put("audioFormat", nonBlank);
        RequestBinding.values().forEach(table::put);
        table.put("budget", OptionValue.budget());
        table.put("budgetReserve", OptionValue.dollars());
        table.put("maxTotalConnections", some);
        table.put("connectionTimeToLive", moment);
        table.put("proxyHost", OptionValue.host());
        table.put("proxyPort", OptionValue.integer(1, 65_535));
        table.put("proxyAuthScheme", OptionValue.word("http", "https"));
        return table;
    }

    private static Map<String, String> names() {
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        TABLE.keySet().forEach(name -> names.put(name, name));
        new OpenRouterEndpointUriFactory().propertyNames().forEach(name -> names.put(name, name));
        for (String own : List.of(
                "nonProxyHosts",
                "useSystemProperties",
                "sslContextParameters",
                "useGlobalSslContextParameters",
                "mcpAllowProcesses",
                "autowiredEnabled",
                "bridgeErrorHandler",
                "configuration")) {
            names.put(own, own);
        }
        names.remove("operation");
        SECRETS.forEach(names::remove);
        return names;
    }

    /** The option that somebody means, in whatever case and with dashes or without; null where there is none to be checked. */
    static String named(String name) {
        String known = NAMES.get(name);
        return known != null || name.indexOf('-') < 0 ? known : NAMES.get(StringHelper.dashToCamelCase(name));
    }

    /** What an option may be; null for any text. */
    private static OptionValue value(String name, Class<?> type) {
        OptionValue known = TABLE.get(name);
        if (known != null || type == null || type == String.class) {
            return known;
        }
        if (type == boolean.class || type == Boolean.class) {
            return OptionValue.bool();
        }
        if (type.isEnum()) {
            return OptionValue.word(
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toArray(String[]::new));
        }
        return OptionValue.instance(type);
    }

    /**
     * The value of an option as its setter takes it.
     *
     * @param name as {@link #named} gives it
     * @throws IllegalArgumentException where it is none; the message names the option
     */
    static Object read(String name, Class<?> type, Object given) {
        OptionValue value = value(name, type);
        if (value == null || given == null) {
            return given;
        }
        try {
            return value.set(given);
        } catch (IllegalArgumentException e) {
            throw refused(name, e);
        }
    }

    /**
     * Checks all that a configuration says, whoever wrote it.
     *
     * @throws IllegalArgumentException where an option has a value that it cannot have; the message names it
     */
    static void check(OpenRouterConfiguration configuration) {
        if (configuration.getApiKey() != null) {
            try {
                OptionValue.key(configuration.getApiKey());
            } catch (IllegalArgumentException e) {
                throw refused("apiKey", e);
            }
        }
        checkBeans(configuration);
        each(configuration, (name, set) -> {
            OptionValue value = TABLE.get(name);
            if (value != null && set != null) {
                try {
                    value.parse(set);
                } catch (IllegalArgumentException e) {
                    throw refused(name, e);
                }
            }
        });
    }

    /**
     * Asks the beans whether they are complete.
     *
     * @throws IllegalArgumentException where one is not; the message names the option
     */
    static void checkBeans(OpenRouterConfiguration configuration) {
        each(configuration, (name, set) -> {
            if (set instanceof RequiresSetUp bean) {
                checkSetUp(name, bean);
            }
        });
    }

    /** What a bean lacks is told at the start, and not by the first message. */
    private static void checkSetUp(String name, RequiresSetUp bean) {
        try {
            bean.checkSetUp();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "The bean of the option " + name + " is not complete: " + e.getMessage());
        }
    }

    /** Options of which a component has one for all its endpoints together. */
    static final Set<String> SHARED = Set.of(
            "maxInFlight",
            "adaptiveConcurrency",
            "requestsPerMinute",
            "tokensPerMinute",
            "maxQueued",
            "queueTimeout",
            "rateLimitStore",
            "circuitBreaker",
            "circuitBreakerMinimumCalls",
            "circuitBreakerOpenDuration",
            "budget",
            "budgetPer",
            "budgetReserve",
            "budgetFailOpen",
            "budgetStore",
            "ledger");

    /** Names of the options whose values are not the same. */
    static List<String> differences(OpenRouterConfiguration one, OpenRouterConfiguration other) {
        Map<String, Object> known = new TreeMap<>();
        each(one, known::put);
        List<String> names = new ArrayList<>();
        each(other, (name, set) -> {
            if (!Objects.equals(known.get(name), set)) {
                names.add(name);
            }
        });
        names.sort(null);
        return names;
    }

    private static void each(OpenRouterConfiguration configuration, BiConsumer<String, Object> reader) {
        OpenRouterEndpoint holder = OpenRouterConfigurationConfigurer.holder(configuration);
        for (String name : new OpenRouterEndpointUriFactory().propertyNames()) {
            if (isOfConfiguration(name)) {
                reader.accept(name, GETTERS.getOptionValue(holder, name, false));
            }
        }
    }

    /** Whether it is an option of {@link OpenRouterConfiguration}, and not of the endpoint itself. */
    static boolean isOfConfiguration(String name) {
        return !OF_ENDPOINT.contains(name) && GETTERS.getOptionType(name, false) != null;
    }

    /** Without its cause, which says less. */
    private static IllegalArgumentException refused(String name, IllegalArgumentException why) {
        return new IllegalArgumentException("The option " + name + " " + why.getMessage());
    }
}
