package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A search on the web: by the plugin, by a server tool, or by a model with the suffix {@code :online}. It always finds
 * something, and is always made once.
 */
final class WebSearch {

    private static final String PLUGIN = "web";
    private static final Set<String> TOOLS = Set.of(
            "openrouter:web_search",
            "web_search",
            "web_search_preview",
            "web_search_preview_2025_03_11",
            "web_search_2025_08_26");
    private static final String NATIVE = "native";
    private static final String EXA = "exa";
    private static final int USUAL_RESULTS = 5;
    private static final int MOST_RESULTS = 25;

    private final JsonNode settings;
    private final boolean tool;
    private final String engine;
    private final Endpoint endpoint;

    private WebSearch(JsonNode settings, boolean tool, Endpoint endpoint) {
        this.settings = settings;
        this.tool = tool;
        this.endpoint = endpoint;
        String wish = settings.path("engine").asText("auto");
        boolean able = endpoint.price("web_search").signum() > 0;
        boolean own = able && (wish.equals(NATIVE) || wish.equals("auto"));
        engine = own ? NATIVE : wish.equals(NATIVE) || wish.equals("auto") ? EXA : wish;
    }

    /** The search that a request asks for, or null. */
    static WebSearch wantedBy(ChatRequest request, Route route) {
        for (JsonNode tool : request.body().path("tools")) {
            if (TOOLS.contains(tool.path("type").asText())
                    && !request.body().path("tool_choice").asText().equals("none")) {
                return checked(new WebSearch(tool.path("parameters"), true, route.endpoint()));
            }
        }
        JsonNode plugin = request.plugin(PLUGIN);
        boolean online =
                route.requested().endsWith(":online") || route.requested().contains(":online:");
        return plugin.isMissingNode() && !online ? null : checked(new WebSearch(plugin, false, route.endpoint()));
    }

    ToolUse use() {
        BigDecimal cost = engine.equals(NATIVE)
                ? endpoint.price("web_search")
                : SearchPrices.of(engine, settings.path("mode").asText(), results());
        return new ToolUse(1, results(), tool && !engine.equals(NATIVE) ? 1 : 0, Usage.plain(cost));
    }

    /** How many tokens of the prompt its results are. */
    int tokens(String topic) {
        int tokens = 0;
        for (int i = 1; i <= results(); i++) {
            tokens += Tokens.count(content(topic, i));
        }
        return tokens;
    }

    /** Tells the answer, which has that length, its sources, and the router's metadata. */
    void note(Findings findings, String topic, int length) {
        findings.annotations().addAll(annotations(topic, length));
        String summary = engine + ", results=" + results();
        findings.stage(tool ? "server_tools" : Findings.PLUGIN, tool ? "web_search" : PLUGIN, summary, use().cost());
    }

    private ArrayNode annotations(String topic, int length) {
        ArrayNode annotations = Json.array();
        for (int i = 1; i <= results(); i++) {
            ObjectNode annotation = annotations.addObject().put("type", "url_citation");
            annotation
                    .putObject("url_citation")
                    .put("url", "https://" + domain() + "/" + topic.replaceAll("[^A-Za-z0-9]+", "-") + "/" + i)
                    .put("title", "Source " + i + " about " + topic)
                    .put("content", content(topic, i))
                    .put("start_index", 0)
                    .put("end_index", length);
        }
        return annotations;
    }

    private String content(String topic, int number) {
        String content = "What source " + number + " says about " + topic + ".";
        int most = settings.path("max_characters").asInt(content.length());
        return content.substring(0, Math.min(content.length(), Math.max(1, most)));
    }

    private int results() {
        int wanted = settings.path("max_results").asInt(USUAL_RESULTS);
        int total = settings.path("max_total_results").asInt(MOST_RESULTS);
        return Math.max(1, Math.min(MOST_RESULTS, Math.min(wanted, total)));
    }

    private String domain() {
        JsonNode wanted = settings.path(tool ? "allowed_domains" : "include_domains");
        return wanted.path(0).asText("example.com").replaceFirst("^\\*\\.", "").replaceFirst("/.*", "");
    }

    private static WebSearch checked(WebSearch search) {
        JsonNode settings = search.settings;
        boolean both = !settings.path("allowed_domains").isEmpty()
                && !settings.path("excluded_domains").isEmpty();
        if (both) {
            throw ApiException.badRequest("allowed_domains cannot be used with excluded_domains");
        }
        return search;
    }
}
