package io.github.camelopenrouter.internal.binding;

import java.util.Map;
import java.util.TreeMap;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;

/**
 * What options and headers say of plugins and server tools: a body wins over options, and headers over both. Immutable, thread-safe.
 */
final class ExtensionOptions {
    /** The service's own search; its plugin {@code web} is deprecated. */
    private static final String SEARCH = "openrouter:web_search";

    private static final String PARSER = "file-parser";

    /** What the options may be, by name. */
    static final Map<String, OptionValue> VALUES = Map.of(
            "pdfEngine", OptionValue.word("native", "mistral-ocr", "cloudflare-ai"),
            "webSearchEngine", OptionValue.word("auto", "native", "exa", "firecrawl", "parallel", "perplexity"),
            "webSearchMaxResults", OptionValue.integer(1, 25),
            "webSearchMaxUses", OptionValue.integer(1, Integer.MAX_VALUE),
            "webSearchContextSize", OptionValue.word("low", "medium", "high"),
            "webSearchAllowedDomains", OptionValue.list(Integer.MAX_VALUE),
            "webSearchExcludedDomains", OptionValue.list(Integer.MAX_VALUE));

    private final String pdfEngine;
    private final Boolean contextCompression;
    private final boolean search;
    private final Map<String, Object> searchParameters = new TreeMap<>();

    /**
     * @throws IllegalArgumentException where options exclude each other
     */
    ExtensionOptions(OpenRouterConfiguration configuration) {
        this.pdfEngine = configuration.getPdfEngine();
        this.contextCompression = configuration.getContextCompression();
        this.search = Boolean.TRUE.equals(configuration.getWebSearch());
        if (configuration.getWebSearchAllowedDomains() != null && configuration.getWebSearchExcludedDomains() != null) {
            throw new IllegalArgumentException(
                    "The options webSearchAllowedDomains and webSearchExcludedDomains exclude each other: set one of them");
        }
        parameter("engine", configuration.getWebSearchEngine());
        parameter("max_results", configuration.getWebSearchMaxResults());
        parameter("max_uses", configuration.getWebSearchMaxUses());
        parameter("search_context_size", configuration.getWebSearchContextSize());
        parameter("allowed_domains", domains(configuration.getWebSearchAllowedDomains()));
        parameter("excluded_domains", domains(configuration.getWebSearchExcludedDomains()));
    }

    private void parameter(String name, Object value) {
        if (value != null) {
            searchParameters.put(name, value);
        }
    }

    private static Object domains(String set) {
        return set == null ? null : VALUES.get("webSearchAllowedDomains").parse(set);
    }

    /**
     * Adds them to a request.
     *
     * @throws IllegalArgumentException where a header has a bad value; the message names it
     */
    void put(Map<String, Object> members, RequestHeaders headers) {
        Object engine = of(headers, OpenRouterConstants.PDF_ENGINE, VALUES.get("pdfEngine"));
        if (engine != null || pdfEngine != null) {
            Map<String, Object> pdf = Map.of("pdf", Map.of("engine", engine == null ? pdfEngine : engine));
            Extensions.plugin(members, PARSER, pdf, engine != null);
        }
        if (contextCompression != null) {
            Extensions.plugin(members, "context-compression", Map.of("enabled", contextCompression), false);
        }
        Object asked = of(headers, OpenRouterConstants.WEB_SEARCH, OptionValue.bool());
        Object most = of(headers, OpenRouterConstants.WEB_SEARCH_MAX_RESULTS, VALUES.get("webSearchMaxResults"));
        if (Boolean.FALSE.equals(asked)) {
            Extensions.removeTool(members, SEARCH);
        } else if (search || asked != null) {
            Extensions.tool(members, SEARCH, searchParameters, false);
            if (most != null) {
                Extensions.tool(members, SEARCH, Map.of("max_results", most), true);
            }
        }
    }

    private static Object of(RequestHeaders headers, String name, OptionValue value) {
        Object given = headers.value(name);
        try {
            return given == null ? null : value.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The header " + name + " " + e.getMessage(), e);
        }
    }
}
