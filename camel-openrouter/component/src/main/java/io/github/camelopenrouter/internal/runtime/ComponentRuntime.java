package io.github.camelopenrouter.internal.runtime;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.extension.ComponentExtension;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.BeansByType;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.internal.http.TransportSettings;
import io.github.camelopenrouter.internal.limits.LimitsView;
import io.github.camelopenrouter.internal.mcp.McpServerSettings;
import io.github.camelopenrouter.internal.mcp.McpServers;
import io.github.camelopenrouter.internal.money.Budgets;
import io.github.camelopenrouter.internal.tool.ToolRegistry;
import io.github.camelopenrouter.internal.tool.ToolSource;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.InMemoryConversationRepository;

/**
 * What stands behind a component: what it owns for as long as it exists, what it starts and stops, and in which order. What is
 * neither the component nor one of its endpoints finds it as the component's extension. Thread-safe.
 */
public final class ComponentRuntime implements ComponentExtension {
    private final Component component;
    private final Supplier<OpenRouterConfiguration> shared;
    private final BooleanSupplier allowProcesses;
    private final BeansByType beans;
    private final Budgets budgets;
    private final ToolRegistry tools = new ToolRegistry();
    /** Of endpoints that name no other. */
    private final ConversationRepository conversations = new InMemoryConversationRepository();

    private final Approvals approvals = new Approvals();
    private volatile EnvironmentDefaults environment = EnvironmentDefaults.ofProcess();
    private volatile Engine engine;
    private volatile AdmissionStacks stacks;
    private volatile RouteStops stops;

    /**
     * @param shared the options of the component, as its endpoints have them
     * @param allowProcesses whether MCP servers may be processes of this host, which no endpoint can say
     */
    public ComponentRuntime(
            Component component, Supplier<OpenRouterConfiguration> shared, BooleanSupplier allowProcesses) {
        this.component = component;
        this.shared = shared;
        this.allowProcesses = allowProcesses;
        this.beans = new BeansByType(component);
        this.budgets = new Budgets(() -> shared.get().getLedger(), this::onOwnThread);
    }

    private CamelContext context() {
        return component.getCamelContext();
    }

    private void onOwnThread(Runnable task) {
        context().getExecutorServiceManager().newThread("OpenRouterStore", task).start();
    }

    // ---- start and stop

    /** Starts all; where something cannot start, what did is stopped again. */
    public void start(TransportSettings settings) {
        Engine started = new Engine(context(), component, settings);
        try {
            budgets.start(started.stores(), started.background());
            stacks = new AdmissionStacks(this, started);
            stops = RouteStops.of(context(), started.running());
            engine = started;
        } finally {
            if (engine == null) {
                budgets.stop();
                started.close();
                started.closeStores();
            }
        }
    }

    /** Stops what was started, in the order in which one part needs the other; the stores hear of the last calls. */
    public void stop() {
        RouteStops heard = stops;
        stops = null;
        if (heard != null) {
            heard.close();
        }
        AdmissionStacks asked = stacks;
        stacks = null;
        if (asked != null) {
            asked.close();
        }
        Engine running = engine;
        engine = null;
        if (running != null) {
            running.close();
        }
        budgets.stop();
        if (running != null) {
            running.closeStores();
        }
    }

    // ---- for as long as the component exists

    /** Under which the context knows the component; only once it has been added, which is after its start in a running context. */
    public String name() {
        for (String name : context().getComponentNames()) {
            if (context().hasComponent(name) == component) {
                return name;
            }
        }
        return "openrouter";
    }

    OpenRouterConfiguration shared() {
        return shared.get();
    }

    public BeansByType beans() {
        return beans;
    }

    public EnvironmentDefaults environment() {
        return environment;
    }

    /** For tests, which have variables of their own. */
    public void setEnvironment(EnvironmentDefaults environment) {
        this.environment = environment;
    }

    /** What routes of this component have made known to models. */
    public ToolRegistry tools() {
        return tools;
    }

    /** What there is for calls of tools that wait where the options say nothing. */
    public Approvals approvals() {
        return approvals;
    }

    public Budgets budgets() {
        return budgets;
    }

    /** Where conversations are kept whose endpoint names no repository. */
    public ConversationRepository conversations() {
        return conversations;
    }

    /** Takes over what an earlier process left in the budget store of these options, before their first call. */
    public void takeOver(OpenRouterConfiguration options) {
        if (options.getBudget() != null && options.getBudgetStore() != null) {
            budgets.watch(options.getBudgetStore(), new ServiceLookups(this, options));
        }
    }

    // ---- while it runs

    /**
     * @throws TransportException where the component is not running: nothing can be sent
     */
    public Engine engine() {
        return running(engine);
    }

    /**
     * @throws TransportException where the component is not running: nothing can be sent
     */
    public AdmissionStacks stacks() {
        return running(stacks);
    }

    private static <T> T running(T part) {
        if (part == null) {
            throw new TransportException(
                    ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), null);
        }
        return part;
    }

    /**
     * What gives the tools of the MCP servers that the endpoint's options name; empty where they name none.
     *
     * @throws IllegalArgumentException where an option cannot be what it is, or the library is missing
     */
    public List<ToolSource> mcpTools(EndpointTerms endpoint) {
        List<McpServerSettings> servers = McpServerSettings.of(endpoint.options(), allowProcesses.getAsBoolean());
        if (servers.isEmpty()) {
            return List.of();
        }
        McpServers.require(ComponentRuntime.class.getClassLoader());
        // whichever engine runs then: a component may be stopped and started again
        return List.of(() -> engine().mcp().tools(endpoint, servers));
    }

    /** Whether nothing may begin to wait because this route is about to stop. */
    public boolean isDraining(String route) {
        RouteStops heard = stops;
        return heard != null && heard.isDraining(route);
    }

    /** The endpoint has stopped: nothing of it is kept. */
    public void forget(EndpointTerms endpoint) {
        AdmissionStacks asked = stacks;
        if (asked != null) {
            asked.forget(endpoint);
        }
        Engine running = engine;
        if (running != null) {
            running.mcp().forget(endpoint);
        }
    }

    // ---- what management shows; nothing where the component does not run

    /** Of the limits that all endpoints share. */
    public LimitsView limits() {
        AdmissionStacks asked = stacks;
        return asked == null ? LimitsView.NONE : asked.view();
    }

    /** Of the endpoint's own limits. */
    public LimitsView limits(EndpointTerms endpoint) {
        AdmissionStacks asked = stacks;
        return asked == null ? LimitsView.NONE : asked.view(endpoint);
    }

    /** What is under way. */
    public Load load() {
        Engine running = engine;
        AdmissionStacks asked = stacks;
        return running == null || asked == null
                ? Load.NONE
                : running.load(asked.permits(), asked.queued(), budgets.reservations());
    }

    /** Threads that routes hold behind answers. */
    public int routeThreads() {
        Engine running = engine;
        return running == null ? 0 : running.routes().held();
    }

    /** How many threads routes may hold. */
    public int maxRouteThreads() {
        Engine running = engine;
        return running == null ? 0 : running.routes().most();
    }
}
