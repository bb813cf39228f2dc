package io.github.camelopenrouter.internal.operation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterToolExecution;
import io.github.camelopenrouter.OpenRouterToolFault;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.RequestHeaders;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolJournal;
import io.github.camelopenrouter.internal.tool.ToolRounds;
import io.github.camelopenrouter.internal.tool.ToolSelection;
import io.github.camelopenrouter.internal.tool.ToolSettings;
import io.github.camelopenrouter.internal.tool.ToolSource;
import io.github.camelopenrouter.model.ToolEvent;

/** The tools that calls of one endpoint offer, and what the options say about their use. Thread-safe. */
final class OfferedTools {
    private final ComponentRuntime runtime;
    /** Null where no tools of routes are named. */
    private final ToolSelection selection;

    private final List<ToolSource> sources;
    private final ToolSettings settings;
    private final List<String> headers;
    private final int maxDepth;
    private final boolean manual;

    private OfferedTools(ComponentRuntime runtime, OpenRouterConfiguration options) {
        this.runtime = runtime;
        this.selection = options.getTools() == null ? null : ToolSelection.of(options.getTools());
        this.sources = List.of();
        this.headers = options.getToolHeaders() == null
                ? List.of()
                : Arrays.stream(options.getToolHeaders().split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
        this.maxDepth = options.getMaxToolDepth();
        this.manual = options.getToolExecution() == OpenRouterToolExecution.manual;
        this.settings = new ToolSettings(
                options.getMaxToolRounds(),
                options.getMaxToolCalls(),
                options.getMaxToolTokens(),
                options.getMaxToolCost() == null ? null : new BigDecimal(options.getMaxToolCost()),
                millis(options.getMaxToolTime()),
                millis(options.getToolTimeout()),
                options.getMaxParallelToolCalls(),
                options.getMaxToolResultBytes(),
                options.getMaxRepeatedToolCalls(),
                options.getOnUnknownTool() == OpenRouterToolFault.fail,
                options.getOnInvalidToolArguments() == OpenRouterToolFault.fail,
                options.getOnToolFailure() == OpenRouterToolFault.fail);
    }

    private static Duration millis(long value) {
        return value == 0 ? null : Duration.ofMillis(value);
    }

    /** Null where the options name no tools. */
    static OfferedTools of(EndpointTerms terms) {
        return terms.options().getTools() == null ? null : new OfferedTools(terms.runtime(), terms.options());
    }

    /**
     * Of one exchange; there is nothing to run where it wants no tools.
     *
     * @return fails where tools that have to be asked for first are not told
     * @throws IllegalArgumentException where a tool that is named is not there; the message says which
     */
    CompletableFuture<Rounds> rounds(Exchange exchange) {
        List<String> way = Nesting.intoTools(exchange, maxDepth);
        String wanted = RequestHeaders.text(exchange.getMessage(), OpenRouterConstants.TOOLS);
        Map<String, Object> seen = seen(exchange);
        Map<String, Tool> ofRoutes = ofRoutes();
        if (sources.isEmpty()) {
            return CompletableFuture.completedFuture(new Rounds(narrowed(ofRoutes, wanted), seen, way));
        }
        CompletableFuture<Map<String, Tool>> all = CompletableFuture.completedFuture(ofRoutes);
        for (ToolSource source : sources) {
            all = all.thenCombine(source.tools(), OfferedTools::together);
        }
        return all.thenApply(tools -> new Rounds(narrowed(tools, wanted), seen, way));
    }

    private Map<String, Tool> ofRoutes() {
        if (selection == null) {
            return Map.of();
        }
        try {
            return selection.of(runtime.tools());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option tools " + e.getMessage(), e);
        }
    }

    private static Map<String, Tool> together(Map<String, Tool> some, List<Tool> more) {
        Map<String, Tool> all = new LinkedHashMap<>(some);
        for (Tool tool : more) {
            if (all.put(tool.definition().name(), tool) != null) {
                throw new IllegalArgumentException(
                        "There are two tools of the name " + tool.definition().name()
                                + ": leave out one of them in the option tools, or in that of the server");
            }
        }
        return all;
    }

    private Map<String, Object> seen(Exchange exchange) {
        Map<String, Object> seen = new HashMap<>();
        for (String name : headers) {
            Object value = exchange.getMessage().getHeader(name);
            if (value != null) {
                seen.put(name, value);
            }
        }
        return seen;
    }

    /** A message may want fewer tools than the endpoint has, and no others. */
    private static Map<String, Tool> narrowed(Map<String, Tool> all, String header) {
        if (header == null) {
            return all;
        }
        Set<String> wanted = new TreeSet<>();
        Arrays.stream(header.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .forEach(wanted::add);
        Map<String, Tool> some = new LinkedHashMap<>(all);
        some.keySet().retainAll(wanted);
        if (some.size() < wanted.size()) {
            throw new IllegalArgumentException(
                    "The endpoint does not have all tools that the header " + OpenRouterConstants.TOOLS
                            + " names: a message may want fewer tools than the endpoint, and no others");
        }
        return some;
    }

    /** What one exchange offers. */
    final class Rounds {
        private final Map<String, Tool> offered;
        private final Map<String, Object> seen;
        private final List<String> way;

        Rounds(Map<String, Tool> offered, Map<String, Object> seen, List<String> way) {
            this.offered = offered;
            this.seen = seen;
            this.way = way;
        }

        /** Elements of the request's member {@code tools}. */
        List<JsonNode> definitions() {
            return offered.values().stream()
                    .map(tool -> tool.definition().wire())
                    .toList();
        }

        /** Whether calls are run here; else they are the exchange's own. */
        boolean run() {
            return !manual && !offered.isEmpty();
        }

        /**
         * @param call what is sent first
         * @param events hears what tools do, on any thread; must not block
         * @param journal knows which calls were run before; null where there is none
         */
        ToolRounds begin(CallBinding.Prepared call, Consumer<ToolEvent> events, ToolJournal journal) {
            Set<String> others = new TreeSet<>(call.functions());
            others.removeAll(offered.keySet());
            ToolRounds rounds = new ToolRounds(
                    offered,
                    others,
                    settings,
                    seen,
                    way,
                    runtime.engine().client().timer(),
                    events,
                    journal);
            rounds.known(call.callIds());
            return rounds;
        }

        /** How long one call of a tool may take; null for no limit. */
        Duration timeout() {
            return settings.timeout();
        }

        /** Whether a tool that comes to no good end fails the exchange; else the model is told. */
        boolean failureFails() {
            return settings.failureFails();
        }
    }
}
