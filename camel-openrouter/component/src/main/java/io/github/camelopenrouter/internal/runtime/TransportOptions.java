package io.github.camelopenrouter.internal.runtime;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;

import io.github.camelopenrouter.internal.http.TransportSettings;

/**
 * What the application has configured on its {@code https} component: a company sets its proxy and its trust once. Without that
 * component, or where it says nothing, there is nothing to inherit; one is never created for it.
 */
public final class TransportOptions {
    /** camel-http's own default, made for threads that block: no choice of the application. */
    private static final int CAMEL_HTTP_TOTAL = 200;

    private final HttpComponent https;

    private TransportOptions(HttpComponent https) {
        this.https = https;
    }

    public static TransportOptions of(CamelContext context) {
        return new TransportOptions(context.hasComponent("https") instanceof HttpComponent http ? http : null);
    }

    /**
     * The proxy with its own credentials; null for none.
     *
     * @param ownExcept hosts to reach without it, where the component has its own list
     */
    public TransportSettings.Proxy proxy(String ownExcept) {
        if (https == null || https.getProxyHost() == null || https.getProxyPort() == null) {
            return null;
        }
        return new TransportSettings.Proxy(
                https.getProxyAuthScheme() == null ? "http" : https.getProxyAuthScheme(),
                https.getProxyHost(),
                https.getProxyPort(),
                https.getProxyAuthUsername(),
                https.getProxyAuthPassword(),
                hosts(ownExcept));
    }

    /** Hosts to reach without a proxy: the component's own list, or else that of the application. */
    public Set<String> hosts(String own) {
        String list = own != null || https == null ? own : https.getNonProxyHosts();
        return list == null
                ? Set.of()
                : Arrays.stream(list.split(","))
                        .map(String::trim)
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toSet());
    }

    /** The component's own, or the context's where it says so; null for neither or where ours are asked for. */
    public SSLContextParameters sslContextParameters(boolean ownGlobal) {
        if (https == null || ownGlobal) {
            return null;
        }
        if (https.getSslContextParameters() != null) {
            return https.getSslContextParameters();
        }
        return https.isUseGlobalSslContextParameters() ? https.getCamelContext().getSSLContextParameters() : null;
    }

    public int maxTotalConnections(int otherwise) {
        return https == null || https.getMaxTotalConnections() == CAMEL_HTTP_TOTAL
                ? otherwise
                : https.getMaxTotalConnections();
    }

    public boolean useSystemProperties() {
        return https != null && https.isUseSystemProperties();
    }
}
