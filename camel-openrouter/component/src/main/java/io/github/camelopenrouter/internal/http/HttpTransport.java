package io.github.camelopenrouter.internal.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.component.http.CamelProxyRoutePlanner;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache HttpClient 5 async over HTTP/1.1, the client that camel-http brings. It follows no redirect, keeps no cookie, retries
 * nothing and asks for no compression; TLS is always verified.
 */
public final class HttpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    /** What the system may hold of an unread answer; left to itself it takes tens of megabytes from a fast sender. */
    private static final int SOCKET_BUFFER = 256 * 1024;

    /** Set, because the library's own limits differ from release to release. */
    private static final int MAX_HEADER_LINE = 64 * 1024;

    private static final int MAX_HEADERS = 1_000;

    private static final String EXCHANGE = HttpExchange.class.getName();

    private final CloseableHttpAsyncClient client;
    private volatile Address lastAddress;
    private volatile Limits lastLimits;
    private final List<String> credentials;
    private volatile boolean closed;
    private final Set<HttpExchange> running = ConcurrentHashMap.newKeySet();

    public HttpTransport(TransportSettings settings) {
        TransportSettings.Proxy known = settings.proxy();
        credentials =
                known == null || known.password() == null ? List.of() : List.of(known.user() + ":" + known.password());
        PoolingAsyncClientConnectionManagerBuilder pool = PoolingAsyncClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnections())
                // multiplexing would put many paid answers on one connection, and cutting one must not touch another
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setTimeToLive(
                                settings.timeToLive() == null
                                        ? null
                                        : TimeValue.ofMilliseconds(
                                                settings.timeToLive().toMillis()))
                        .build());
        // named, because the policy alone was not enough: a trusted certificate of another host was accepted
        ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create()
                .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                .setHostnameVerifier(HttpsSupport.getDefaultHostnameVerifier());
        if (settings.sslContext() != null) {
            tls.setSslContext(settings.sslContext());
        } else if (settings.systemProperties()) {
            tls.useSystemProperties();
        }
        pool.setTlsStrategy(tls.buildAsync());
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(pool.build())
                .setHttp1Config(Http1Config.custom()
                        .setInitialWindowSize(HttpExchange.WINDOW)
                        .setMaxLineLength(MAX_HEADER_LINE)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setRcvBufSize(SOCKET_BUFFER)
                        // how exactly connectTimeout is kept
                        .setSelectInterval(TimeValue.ofMilliseconds(100))
                        .build())
                .setUserAgent(settings.userAgent())
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .setIoSessionDecorator(PausableSession::new)
                .setIoReactorExceptionCallback(this::broken)
                .addExecInterceptorLast("cut", HttpTransport::exchange);
        if (settings.systemProperties()) {
            builder.useSystemProperties();
        }
        if (settings.proxy() != null) {
            proxy(builder, settings.proxy());
        } else if (!settings.systemProperties()) {
            // this element answers those who ask for a password: the service gets its key unasked, and only a proxy is
            // anybody else. For that it takes apart the path of each request
            builder.replaceExecInterceptor(
                    ChainElement.PROTOCOL.name(),
                    (request, body, scope, chain, callback) -> chain.proceed(request, body, scope, callback));
        }
        client = builder.build();
        client.start();
    }

    /**
     * Comes right before the request is written. A cancelled future alone does not end an exchange: the client forgets what to
     * cancel where a connection is there sooner than the thread that asked for it has noted that it waits. The connection is
     * therefore closed by name.
     */
    private static void exchange(
            HttpRequest request,
            AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        HttpExchange exchange = (HttpExchange) scope.clientContext.getAttribute(EXCHANGE);
        exchange.connected(scope.execRuntime);
        try {
            if (!exchange.wasCut()) {
                chain.proceed(request, body, scope, callback);
                return;
            }
        } catch (RuntimeException | Error e) {
            // cut meanwhile, so that its connection is no longer there, or something that must not end this thread
            if (!exchange.wasCut()) {
                scope.execRuntime.discardEndpoint();
                callback.failed(new IOException("the request could not be sent", e));
                return;
            }
        }
        scope.execRuntime.discardEndpoint();
        callback.failed(new IOException("cut"));
    }

    /** Closing pulls the selector away under the I/O threads, which they report; everything else is worth knowing. */
    private void broken(Exception cause) {
        if (closed) {
            LOG.debug("an I/O thread ended while the transport was closing", cause);
        } else {
            LOG.error("an I/O thread failed", cause);
        }
    }

    private static void proxy(HttpAsyncClientBuilder builder, TransportSettings.Proxy proxy) {
        HttpHost host = new HttpHost(proxy.scheme(), proxy.host(), proxy.port());
        builder.setRoutePlanner(new CamelProxyRoutePlanner(host, proxy.except()));
        if (proxy.user() != null && proxy.password() != null) {
            BasicCredentialsProvider credentials = new BasicCredentialsProvider();
            credentials.setCredentials(
                    new AuthScope(host),
                    new UsernamePasswordCredentials(
                            proxy.user(), proxy.password().toCharArray()));
            builder.setDefaultCredentialsProvider(credentials);
        }
    }

    @Override
    public Cut send(Request request, Handler handler) {
        Address address;
        BasicHttpRequest head;
        HttpClientContext context = HttpClientContext.create();
        try {
            address = address(request.uri());
            head = new BasicHttpRequest(request.method(), address.host, address.path);
            request.headers().forEach(head::addHeader);
            context.setRequestConfig(config(request));
        } catch (RuntimeException e) {
            handler.failed(e, false);
            return () -> false;
        }
        HttpExchange exchange = new HttpExchange(head, request.body(), handler, running);
        running.add(exchange);
        context.setAttribute(EXCHANGE, exchange);
        try {
            exchange.started(client.execute(address.host, exchange.request(), exchange, null, context, exchange));
        } catch (RuntimeException | Error e) {
            exchange.failed(new IOException(closed ? "closed" : "the request could not be given to the client", e));
        }
        return exchange;
    }

    /** Calls of one endpoint go to one address: taking it apart anew each time would cost more than sending the call. */
    private Address address(URI uri) {
        Address known = lastAddress;
        if (known == null || !known.uri.equals(uri)) {
            known = Address.of(uri);
            lastAddress = known;
        }
        return known;
    }

    private record Address(URI uri, HttpHost host, String path) {
        static Address of(URI uri) {
            HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
            String query = uri.getRawQuery();
            return new Address(uri, host, query == null ? uri.getRawPath() : uri.getRawPath() + '?' + query);
        }
    }

    private RequestConfig config(Request request) {
        Limits limits = lastLimits;
        if (limits == null || !limits.fit(request)) {
            limits = new Limits(request.connectTimeout(), request.leaseTimeout(), create(request));
            lastLimits = limits;
        }
        return limits.config;
    }

    private record Limits(Duration connect, Duration lease, RequestConfig config) {
        boolean fit(Request request) {
            return connect.equals(request.connectTimeout()) && lease.equals(request.leaseTimeout());
        }
    }

    // The per-request connect timeout is deprecated in favour of one per connection manager, but an endpoint has its
    // own.
    @SuppressWarnings("deprecation")
    private static RequestConfig create(Request request) {
        return RequestConfig.custom()
                .setConnectTimeout(
                        Timeout.ofMilliseconds(request.connectTimeout().toMillis()))
                .setConnectionRequestTimeout(
                        Timeout.ofMilliseconds(request.leaseTimeout().toMillis()))
                .setContentCompressionEnabled(false)
                .setHardCancellationEnabled(true)
                .build();
    }

    @Override
    public List<String> credentials() {
        return credentials;
    }

    /** Exchanges that hold a connection, or wait for one. */
    public int exchanges() {
        return running.size();
    }

    @Override
    public void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
        // the client does not tell those whose connection it closed with itself
        for (HttpExchange exchange : running) {
            exchange.failed(new IOException("closed"));
        }
    }

    @Override
    public String toString() {
        return "HttpTransport";
    }
}
