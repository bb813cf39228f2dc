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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterToolExecution;
import io.github.camelopenrouter.OpenRouterToolFault;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.PendingCalls;
import io.github.camelopenrouter.internal.binding.RequestHeaders;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.tool.HeldTurn;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolGate;
import io.github.camelopenrouter.internal.tool.ToolJournal;
import io.github.camelopenrouter.internal.tool.ToolRounds;
import io.github.camelopenrouter.internal.tool.ToolSelection;
import io.github.camelopenrouter.internal.tool.ToolSettings;
import io.github.camelopenrouter.internal.tool.ToolSource;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;

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
    private final ToolAuthorization authorization;
    private final ToolApproval approval;
    private final RouteApproval route;
    private final Duration approvalTimeout;
    private final PendingCalls pending;
    private final IdempotentRepository used;

    private OfferedTools(EndpointTerms terms, List<ToolSource> sources) throws Exception {
        CamelContext context = terms.endpoint().getCamelContext();
        OpenRouterConfiguration options = terms.options();
        this.runtime = terms.runtime();
        this.selection = options.getTools() == null ? null : ToolSelection.of(options.getTools());
        this.sources = sources;
        this.headers = options.getToolHeaders() == null
                ? List.of()
                : Arrays.stream(options.getToolHeaders().split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
        this.maxDepth = options.getMaxToolDepth();
        this.manual = options.getToolExecution() == OpenRouterToolExecution.manual;
        this.authorization = options.getToolAuthorization();
        this.approval = options.getToolApproval();
        String approvalTo = options.getToolApprovalTo();
        if (approval != null && approvalTo != null) {
            throw new IllegalArgumentException(
                    "The options toolApproval and toolApprovalTo exclude each other: set one of them");
        }
        if (manual && (approval != null || approvalTo != null)) {
            throw new IllegalArgumentException("The options " + (approval != null ? "toolApproval" : "toolApprovalTo")
                    + " and toolExecution=manual exclude each other: whoever runs the calls decides on them");
        }
        this.route = approvalTo == null ? null : new RouteApproval(context, approvalTo);
        this.approvalTimeout = millis(options.getToolApprovalTimeout());
        this.pending = new PendingCalls(options, runtime.approvals().secret());
        this.used = options.getToolIdempotentRepository() == null
                ? runtime.approvals().used()
                : options.getToolIdempotentRepository();
        // several endpoints may share one, and it lasts as long as the context
        if (used != runtime.approvals().used() && !context.hasService(used)) {
            context.addService(used, true, true);
        }
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

    /**
     * Null where the options name no tools, and no server that has some.
     *
     * @throws IllegalArgumentException where options exclude each other; the message names them
     * @throws Exception where the endpoint of the option toolApprovalTo cannot be made
     */
    static OfferedTools of(EndpointTerms terms) throws Exception {
        List<ToolSource> sources = terms.runtime().mcpTools(terms);
        return terms.options().getTools() == null && sources.isEmpty() ? null : new OfferedTools(terms, sources);
    }

    /** Again and again, as its producer is. */
    void start() {
        if (route != null) {
            route.start();
        }
    }

    void stop() {
        if (route != null) {
            route.stop();
        }
    }

    /**
     * Of one exchange; there is nothing to run where it wants no tools.
     *
     * @param waiting calls that it goes on with, whose tools, and what these may see, are those of the exchange that they were handed out
     *     of; null where it begins
     * @return fails where tools that have to be asked for first are not told
     * @throws ToolLoopException where the calls are refused
     * @throws IllegalArgumentException where a tool that is named is not there; the message says which
     */
    CompletableFuture<Rounds> rounds(Exchange exchange, PendingToolCalls waiting) {
        PendingCalls.Back back = waiting == null ? null : pending.back(waiting);
        List<String> way = Nesting.intoTools(exchange, maxDepth);
        String wanted = RequestHeaders.text(exchange.getMessage(), OpenRouterConstants.TOOLS);
        Map<String, Object> seen = back == null ? seen(exchange) : back.turn().headers();
        Map<String, Tool> ofRoutes = ofRoutes();
        if (sources.isEmpty()) {
            return CompletableFuture.completedFuture(new Rounds(narrowed(ofRoutes, wanted, back), seen, way, back));
        }
        CompletableFuture<Map<String, Tool>> all = CompletableFuture.completedFuture(ofRoutes);
        for (ToolSource source : sources) {
            all = all.thenCombine(source.tools(), OfferedTools::together);
        }
        return all.thenApply(tools -> new Rounds(narrowed(tools, wanted, back), seen, way, back));
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
    private static Map<String, Tool> narrowed(Map<String, Tool> all, String header, PendingCalls.Back back) {
        if (back != null) {
            Map<String, Tool> before = new LinkedHashMap<>(all);
            before.keySet().retainAll(back.turn().offered());
            return before;
        }
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
        private final PendingCalls.Back back;

        Rounds(Map<String, Tool> offered, Map<String, Object> seen, List<String> way, PendingCalls.Back back) {
            this.offered = offered;
            this.seen = seen;
            this.way = way;
            this.back = back;
        }

        /** Elements of the request's member {@code tools}. */
        List<JsonNode> definitions() {
            return offered.values().stream()
                    .map(tool -> tool.definition().wire())
                    .toList();
        }

        /** Whether there is anything to call, or to go on with. */
        boolean any() {
            return back != null || !offered.isEmpty();
        }

        /** What the exchange goes on with; null where it begins. */
        PendingCalls.Back back() {
            return back;
        }

        /**
         * Goes on with the calls that came back, as the first thing, on a thread where it may wait.
         *
         * @param rounds of {@link #begin}
         */
        void resume(ToolRounds rounds, ToolRounds.Next next) {
            rounds.resume(back.turn(), back.answers(), this::isFirst, next);
        }

        /** Calls that ran outside do no harm when their results come twice. */
        private boolean isFirst() {
            if (back.results()) {
                return true;
            }
            if (!used.add(back.id())) {
                return false;
            }
            used.confirm(back.id());
            return true;
        }

        /** Another turn, which the model gave where an earlier answer was forgotten, is not the same. */
        private static String named(String key, HeldTurn held) {
            Fingerprint print = new Fingerprint();
            print.add(key);
            held.calls().forEach(call -> {
                print.add(String.valueOf(call.call().id()));
                print.add(String.valueOf(call.call().name()));
                print.add(String.valueOf(call.call().arguments()));
            });
            return print.hex();
        }

        /**
         * Calls that are handed out.
         *
         * @param key the same wherever the same turn comes again; null where it does not
         * @param before how many requests came before
         */
        PendingToolCalls out(CallBinding.Prepared prepared, HeldTurn held, String key, int before, int repairs) {
            String id = key == null ? UUID.randomUUID().toString() : named(key, held);
            return pending.out(id, prepared.request(), prepared.tools(), held, prepared.added(), before, repairs);
        }

        /**
         * @param call what is sent first
         * @param events hears what tools do, on any thread; must not block
         * @param journal knows which calls were run before; null where there is none
         */
        ToolRounds begin(CallBinding.Prepared call, Consumer<ToolEvent> events, ToolJournal journal) {
            Set<String> others = new TreeSet<>(call.functions());
            others.removeAll(offered.keySet());
            ToolGate gate = new ToolGate(
                    authorization,
                    route == null ? approval : route.of(way),
                    approvalTimeout,
                    manual,
                    runtime.engine().routes().workers());
            ToolRounds rounds = new ToolRounds(
                    offered,
                    others,
                    settings,
                    seen,
                    way,
                    gate,
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
