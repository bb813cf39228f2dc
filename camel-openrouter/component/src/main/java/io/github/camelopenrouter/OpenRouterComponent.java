package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.TabularData;
import javax.net.ssl.SSLContext;

import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.PropertiesHelper;

import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.http.TransportSettings;
import io.github.camelopenrouter.internal.limits.LimitsView;
import io.github.camelopenrouter.internal.observe.ManagementTables;
import io.github.camelopenrouter.internal.operation.Operation;
import io.github.camelopenrouter.internal.operation.Operations;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.TransportOptions;
import io.github.camelopenrouter.store.Ledger;

/**
 * Every model behind <a href="https://openrouter.ai">OpenRouter</a> as a Camel endpoint. All endpoints of a component share its
 * connections, its timer and its threads, which start with the component and end with it.
 */
@ManagedResource(description = "OpenRouter component")
@Component("openrouter")
public class OpenRouterComponent extends DefaultComponent implements SSLContextParametersAware {
    @Metadata(description = "Options for all endpoints of this component; an endpoint's own win")
    private OpenRouterConfiguration configuration = new OpenRouterConfiguration();

    @Metadata(
            label = "advanced",
            defaultValue = "10000",
            description = "Most connections at the same time. Each call in flight holds one")
    private Integer maxTotalConnections;

    @Metadata(
            label = "advanced",
            javaType = "java.time.Duration",
            description = "Longest time that a connection is used again; no limit where nothing is said")
    private Long connectionTimeToLive;

    @Metadata(
            label = "proxy",
            description =
                    "Host of a forward proxy. What the application set on its https component counts where nothing is said here")
    private String proxyHost;

    @Metadata(label = "proxy", description = "Port of the proxy")
    private Integer proxyPort;

    @Metadata(
            label = "proxy",
            enums = "http,https",
            defaultValue = "http",
            description = "How to talk to the proxy itself")
    private String proxyAuthScheme;

    @Metadata(label = "proxy", secret = true, description = "User for the proxy")
    private String proxyAuthUsername;

    @Metadata(label = "proxy", secret = true, description = "Password for the proxy")
    private String proxyAuthPassword;

    @Metadata(
            label = "proxy",
            description = "Hosts to reach without the proxy, separated by commas; a star stands for any part of a name")
    private String nonProxyHosts;

    @Metadata(label = "proxy", description = "Whether the JVM's system properties for proxies apply")
    private Boolean useSystemProperties;

    @Metadata(
            label = "security",
            description = "Trust and client certificates. Certificates and host names are always verified")
    private SSLContextParameters sslContextParameters;

    @Metadata(label = "security", description = "Whether the CamelContext's SSLContextParameters apply")
    private boolean useGlobalSslContextParameters;

    @Metadata(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether mcpServer may start processes on this host. No endpoint can say so: URIs may be made of messages")
    private boolean mcpAllowProcesses;

    /** Options of every endpoint that Camel reads before it asks this component for one. */
    private static final Set<String> SWITCHES = Set.of("autowiredEnabled", "bridgeErrorHandler");

    /** What all endpoints begin with, from the first of them or the start on; null before. */
    private volatile OpenRouterConfiguration settled;

    /** The same with the beans that stand for what is not said in it; null before. */
    private volatile OpenRouterConfiguration filled;

    private final ComponentRuntime runtime = new ComponentRuntime(this, this::shared, () -> mcpAllowProcesses);

    /** Has no options yet, and belongs to no context. */
    public OpenRouterComponent() {
        // what of this library is neither the component nor an endpoint finds it there
        registerExtension(runtime);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Operation operation = Operations.named(remaining);
        operation.refuseOthers(parameters.keySet());
        settle();
        OpenRouterConfiguration copy = configuration.copy();
        giveWay(copy, parameters);
        addAll(parameters, "body.", copy.getBody(), copy::setBody);
        addAll(parameters, "metadata.", copy.getMetadata(), copy::setMetadata);
        addAll(parameters, "imageConfig.", copy.getImageConfig(), copy::setImageConfig);
        addAll(parameters, "httpHeader.", copy.getHttpHeader(), copy::setHttpHeader);
        addAll(parameters, "mcpServer.", copy.getMcpServer(), copy::setMcpServer);
        OpenRouterEndpoint endpoint = new OpenRouterEndpoint(uri, this, operation.name(), copy);
        addAll(parameters, "parameter.", null, endpoint.getToolConfiguration()::setParameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * How much a model thinks is said in one of three ways, of which an endpoint's own wins: what the component says in another way is
     * not meant for it.
     */
    private static void giveWay(OpenRouterConfiguration copy, Map<String, Object> parameters) {
        Set<String> own = new HashSet<>();
        parameters.keySet().forEach(key -> own.add(Options.named(key)));
        boolean effort = own.contains("reasoningEffort");
        boolean tokens = own.contains("reasoningMaxTokens");
        if ((effort || tokens) && !own.contains("disableThinking")) {
            copy.setDisableThinking(null);
        }
        if (tokens && !effort) {
            copy.setReasoningEffort(null);
        }
        if (effort && !tokens) {
            copy.setReasoningMaxTokens(null);
        }
    }

    /** Comes before anything is converted: a message about a bad value is the one that is seen first. */
    @Override
    protected void validateURI(String uri, String path, Map<String, Object> parameters) {
        super.validateURI(uri, path, parameters);
        Map<String, String> given = new HashMap<>();
        parameters.forEach((key, value) -> {
            String name = Options.named(key);
            if (name == null) {
                return;
            }
            String before = given.put(name, key);
            if (before != null) {
                throw new IllegalArgumentException(
                        "The option " + name + " is given twice: as " + before + " and as " + key);
            }
            Class<?> type = new OpenRouterEndpointConfigurer().getOptionType(name, false);
            if (type == null) {
                // what belongs to the component alone is none of an endpoint's options, but for those that Camel reads
                // itself
                type = SWITCHES.contains(name) ? Boolean.class : null;
            }
            Object referred = CheckedConfigurer.referred(getCamelContext(), name, type, value);
            // what has to be made first is looked at when it is there
            if (type != null && !(referred instanceof String text && text.startsWith("#") && type != String.class)) {
                Options.read(name, type, referred);
            }
        });
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return CheckedConfigurer.around(super.getComponentPropertyConfigurer());
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return CheckedConfigurer.around(super.getEndpointPropertyConfigurer());
    }

    /**
     * Keeps the options that the component itself goes by, such as limits and budgets, as they are from the first endpoint or the
     * start on: one that changed afterwards would count for some endpoints, and not for what they share. What an endpoint goes by alone may
     * change, and counts for endpoints that are made from then on.
     *
     * @throws IllegalStateException where somebody has changed one since; the message names it
     */
    private synchronized void settle() {
        if (settled == null) {
            OpenRouterConfiguration shared = configuration.copy();
            runtime.beans().fillShared(shared);
            Options.checkBeans(shared);
            filled = shared;
            settled = configuration.copy();
            return;
        }
        List<String> changed = Options.differences(settled, configuration);
        changed.retainAll(Options.SHARED);
        if (!changed.isEmpty()) {
            throw new IllegalStateException(
                    "The component's options " + String.join(", ", changed)
                            + " were changed after its start, or after its first endpoint: set them before, or on the endpoints");
        }
    }

    /** The options of the component, as its endpoints have them. */
    OpenRouterConfiguration shared() {
        OpenRouterConfiguration known = filled;
        return known == null ? configuration : known;
    }

    /** For the component's own options, which count from the start on. */
    private void settable(String option) {
        if (isStarted()) {
            throw new IllegalStateException(
                    "The option " + option + " of the component cannot be changed after its start: set it before");
        }
    }

    private static void addAll(
            Map<String, Object> parameters,
            String prefix,
            Map<String, Object> known,
            Consumer<Map<String, Object>> target) {
        Map<String, Object> named = PropertiesHelper.extractProperties(parameters, prefix);
        if (!named.isEmpty()) {
            if (known != null) {
                known.forEach(named::putIfAbsent);
            }
            target.accept(named);
        }
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        check();
        if (reactiveStreams()) {
            ReactiveStreamsConverter.register(getCamelContext());
        }
    }

    /** Before anything starts; again at the start, as properties are set between the two. */
    private void check() {
        if (configuration == null) {
            throw new IllegalArgumentException("The option configuration must not be null");
        }
        Options.check(configuration);
        ServiceAddress.base(configuration.getBaseUrl(), configuration.isAllowInsecureHttp());
        ownOption("maxTotalConnections", maxTotalConnections);
        ownOption("connectionTimeToLive", connectionTimeToLive);
        ownOption("proxyHost", proxyHost);
        ownOption("proxyPort", proxyPort);
        ownOption("proxyAuthScheme", proxyAuthScheme);
        if (proxyHost == null && proxyPort != null) {
            throw new IllegalArgumentException("The option proxyPort needs the option proxyHost beside it");
        }
        if (proxyHost != null && proxyPort == null) {
            throw new IllegalArgumentException("The option proxyHost needs the option proxyPort beside it");
        }
    }

    private static void ownOption(String name, Object value) {
        Options.read(name, Object.class, value);
    }

    /** Whether the optional library is there; without it nothing may load a class that names its types. */
    private static boolean reactiveStreams() {
        try {
            Class.forName("org.reactivestreams.FlowAdapters", false, OpenRouterComponent.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        check();
        settle();
        UnreadProperties.warn(getCamelContext(), runtime.name(), configuration);
        runtime.start(transportSettings());
    }

    private TransportSettings transportSettings() throws Exception {
        TransportOptions https = TransportOptions.of(getCamelContext());
        SSLContextParameters ssl = sslContextParameters;
        if (ssl == null && useGlobalSslContextParameters) {
            ssl = retrieveGlobalSslContextParameters();
        }
        if (ssl == null) {
            ssl = https.sslContextParameters(useGlobalSslContextParameters);
        }
        SSLContext sslContext = ssl == null ? null : ssl.createSSLContext(getCamelContext());
        int connections = maxTotalConnections != null ? maxTotalConnections : https.maxTotalConnections(10_000);
        boolean system = useSystemProperties != null ? useSystemProperties : https.useSystemProperties();
        return new TransportSettings(
                connections,
                connectionTimeToLive == null ? null : Duration.ofMillis(connectionTimeToLive),
                sslContext,
                proxyHost == null ? https.proxy(nonProxyHosts) : proxy(https.hosts(nonProxyHosts)),
                system,
                "camel-openrouter/" + version());
    }

    private TransportSettings.Proxy proxy(Set<String> except) {
        return new TransportSettings.Proxy(
                proxyAuthScheme == null ? "http" : proxyAuthScheme,
                proxyHost,
                proxyPort,
                proxyAuthUsername,
                proxyAuthPassword,
                except);
    }

    private static String version() throws IOException {
        try (InputStream in = OpenRouterComponent.class.getResourceAsStream(
                "/META-INF/maven/io.github.camelopenrouter/camel-openrouter/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "dev");
        }
    }

    @Override
    protected void doStop() throws Exception {
        runtime.stop();
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        settled = null;
        filled = null;
        super.doShutdown();
    }

    ComponentRuntime runtime() {
        return runtime;
    }

    /**
     * What calls used and cost: the bean of the option {@code ledger}, or the component's own, which lasts as long as the component.
     */
    public Ledger getLedger() {
        return runtime.budgets().ledger();
    }

    /** What all calls cost that the ledger knows of, in US dollars. */
    @ManagedAttribute(description = "Cost of all calls in the ledger, in US dollars")
    public String getLedgerCost() {
        return runtime.budgets().ledger().cost().toPlainString();
    }

    @ManagedAttribute(description = "What calls used and cost, by model, provider, route, key alias and tenant")
    public TabularData getLedgerEntries() throws OpenDataException {
        return ManagementTables.ledger(runtime.budgets().ledger().entries());
    }

    /** Asks the stores: may take as long as they do. */
    @ManagedAttribute(description = "Spent, reserved and limit of each budget that was used lately, in US dollars")
    public TabularData getBudgets() throws OpenDataException {
        return ManagementTables.budgets(runtime.budgets().accounts());
    }

    private LimitsView limits() {
        return runtime.limits();
    }

    @ManagedAttribute(description = "Calls that the component's limits have let through and that have not ended")
    public int getInFlight() {
        return limits().inFlight();
    }

    @ManagedAttribute(description = "Calls that wait for the component's limits")
    public int getQueued() {
        return limits().queued();
    }

    @ManagedAttribute(description = "How many calls may be in flight now; 0 where the component does not limit them")
    public int getInFlightLimit() {
        return limits().limit();
    }

    @ManagedAttribute(description = "Calls that the component's limits have let through since the start")
    public long getAdmitted() {
        return limits().admitted();
    }

    @ManagedAttribute(description = "Calls that the component's limits have refused since the start")
    public long getRefused() {
        return limits().refused();
    }

    @ManagedAttribute(description = "Longest time in milliseconds that a call has waited for the component's limits")
    public long getLongestWaitMillis() {
        return limits().longestWaitMillis();
    }

    @ManagedAttribute(description = "Models whose circuit breaker of the component is not closed, and its state")
    public Map<String, String> getCircuitBreakerStates() {
        return limits().circuits();
    }

    @ManagedAttribute(description = "Threads that routes hold behind answers")
    public int getRouteThreads() {
        return runtime.routeThreads();
    }

    @ManagedAttribute(description = "How many threads routes may hold behind answers before new calls are refused")
    public int getMaxRouteThreads() {
        return runtime.maxRouteThreads();
    }

    public OpenRouterConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(OpenRouterConfiguration configuration) {
        if (configuration != this.configuration) {
            settable("configuration");
        }
        this.configuration = configuration;
    }

    public Integer getMaxTotalConnections() {
        return maxTotalConnections;
    }

    public void setMaxTotalConnections(Integer maxTotalConnections) {
        settable("maxTotalConnections");
        this.maxTotalConnections = maxTotalConnections;
    }

    public Long getConnectionTimeToLive() {
        return connectionTimeToLive;
    }

    public void setConnectionTimeToLive(Long connectionTimeToLive) {
        settable("connectionTimeToLive");
        this.connectionTimeToLive = connectionTimeToLive;
    }

    public String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(String proxyHost) {
        settable("proxyHost");
        this.proxyHost = proxyHost;
    }

    public Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(Integer proxyPort) {
        settable("proxyPort");
        this.proxyPort = proxyPort;
    }

    public String getProxyAuthScheme() {
        return proxyAuthScheme;
    }

    public void setProxyAuthScheme(String proxyAuthScheme) {
        settable("proxyAuthScheme");
        this.proxyAuthScheme = proxyAuthScheme;
    }

    public String getProxyAuthUsername() {
        return proxyAuthUsername;
    }

    public void setProxyAuthUsername(String proxyAuthUsername) {
        settable("proxyAuthUsername");
        this.proxyAuthUsername = proxyAuthUsername;
    }

    public String getProxyAuthPassword() {
        return proxyAuthPassword;
    }

    public void setProxyAuthPassword(String proxyAuthPassword) {
        settable("proxyAuthPassword");
        this.proxyAuthPassword = proxyAuthPassword;
    }

    public String getNonProxyHosts() {
        return nonProxyHosts;
    }

    public void setNonProxyHosts(String nonProxyHosts) {
        settable("nonProxyHosts");
        this.nonProxyHosts = nonProxyHosts;
    }

    public Boolean getUseSystemProperties() {
        return useSystemProperties;
    }

    public void setUseSystemProperties(Boolean useSystemProperties) {
        settable("useSystemProperties");
        this.useSystemProperties = useSystemProperties;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        settable("sslContextParameters");
        this.sslContextParameters = sslContextParameters;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        settable("useGlobalSslContextParameters");
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public boolean isMcpAllowProcesses() {
        return mcpAllowProcesses;
    }

    public void setMcpAllowProcesses(boolean mcpAllowProcesses) {
        settable("mcpAllowProcesses");
        this.mcpAllowProcesses = mcpAllowProcesses;
    }
}
