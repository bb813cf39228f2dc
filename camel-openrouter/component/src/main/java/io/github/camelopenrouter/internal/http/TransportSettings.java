package io.github.camelopenrouter.internal.http;

import java.time.Duration;
import java.util.Set;

import javax.net.ssl.SSLContext;

/**
 * What all calls of a component share.
 *
 * @param maxConnections most connections at the same time; further calls wait for one
 * @param timeToLive how long a connection is reused at most; null for no limit
 * @param sslContext trust and client certificates; null for the JVM's. Host names are verified in any case
 * @param proxy null for none
 * @param systemProperties whether {@code http.proxyHost} and the like apply
 * @param userAgent value of {@code User-Agent}
 */
public record TransportSettings(
        int maxConnections,
        Duration timeToLive,
        SSLContext sslContext,
        Proxy proxy,
        boolean systemProperties,
        String userAgent) {

    /**
     * A forward proxy.
     *
     * @param scheme {@code http} or {@code https}: how to talk to the proxy itself
     * @param user null for no authentication
     * @param password null for no authentication
     * @param except hosts to reach without it; {@code *.example.org} for all below
     */
    public record Proxy(String scheme, String host, int port, String user, String password, Set<String> except) {
        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port;
        }
    }
}
