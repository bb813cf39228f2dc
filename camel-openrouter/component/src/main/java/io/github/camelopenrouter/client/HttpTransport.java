package io.github.camelopenrouter.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.component.http.CamelProxyRoutePlanner;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Apache HttpClient 5 async over HTTP/1.1, the client that camel-http brings. It follows no redirect, keeps no cookie, retries
 * nothing and asks for no compression; TLS is always verified.
 */
public final class HttpTransport implements Transport {
    /** Bytes that an unread answer may hold here; the rest waits in the sockets' buffers and then at the sender. */
    static final int WINDOW = 64 * 1024;

    /** What the system may hold of an unread answer; left to itself it takes tens of megabytes from a fast sender. */
    private static final int SOCKET_BUFFER = 256 * 1024;

    private static final String RECEIVER = Receiver.class.getName();

    private final CloseableHttpAsyncClient client;
    private final Set<Receiver> running = ConcurrentHashMap.newKeySet();

    public HttpTransport(TransportSettings settings) {
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
        // with a context of Camel's the JVM's own check of the host name does not happen, so the client checks as well
        ClientTlsStrategyBuilder tls =
                ClientTlsStrategyBuilder.create().setHostVerificationPolicy(HostnameVerificationPolicy.BOTH);
        if (settings.sslContext() != null) {
            tls.setSslContext(settings.sslContext());
        } else if (settings.systemProperties()) {
            tls.useSystemProperties();
        }
        pool.setTlsStrategy(tls.buildAsync());
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(pool.build())
                .setHttp1Config(
                        Http1Config.custom().setInitialWindowSize(WINDOW).build())
                .setIOReactorConfig(
                        IOReactorConfig.custom().setRcvBufSize(SOCKET_BUFFER).build())
                .setUserAgent(settings.userAgent())
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .addExecInterceptorLast("cut", HttpTransport::exchange);
        if (settings.systemProperties()) {
            builder.useSystemProperties();
        }
        if (settings.proxy() != null) {
            proxy(builder, settings.proxy());
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
        Receiver receiver = (Receiver) scope.clientContext.getAttribute(RECEIVER);
        receiver.connected = scope.execRuntime;
        try {
            if (!receiver.cut) {
                chain.proceed(request, body, scope, callback);
                return;
            }
        } catch (IllegalStateException e) {
            // cut meanwhile: its connection is no longer there
            if (!receiver.cut) {
                throw e;
            }
        }
        scope.execRuntime.discardEndpoint();
        callback.failed(new IOException("cut"));
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
        BasicHttpRequest post = new BasicHttpRequest("POST", request.uri());
        request.headers().forEach(post::setHeader);
        Sender sender = new Sender(post, request.body());
        Receiver receiver = new Receiver(sender, handler, running);
        running.add(receiver);
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(config(request));
        context.setAttribute(RECEIVER, receiver);
        receiver.future = client.execute(sender, receiver, null, context, receiver);
        if (receiver.cut) {
            receiver.cut();
        }
        return receiver;
    }

    // The per-request connect timeout is deprecated in favour of one per connection manager, but an endpoint has its
    // own.
    @SuppressWarnings("deprecation")
    private static RequestConfig config(Request request) {
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
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        // the client does not tell those whose connection it closed with itself
        for (Receiver receiver : running) {
            receiver.failed(new IOException("closed"));
        }
    }

    @Override
    public String toString() {
        return "HttpTransport";
    }

    /** Writes the request and remembers whether any of its body was handed to a connection. */
    private static final class Sender extends BasicRequestProducer implements AsyncRequestProducer {
        volatile boolean sent;

        Sender(BasicHttpRequest head, byte[] body) {
            super(head, new BasicAsyncEntityProducer(body, ContentType.APPLICATION_JSON));
        }

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            sent = true;
            super.produce(channel);
        }
    }

    /** Reads the answer within the window. The client calls it on the connection's I/O thread. */
    private static final class Receiver implements AsyncResponseConsumer<Void>, FutureCallback<Void>, Window, Cut {
        private final Sender sender;
        private final Handler handler;
        private final Set<Receiver> running;
        /** Bytes that were read and not released yet. */
        private final AtomicInteger held = new AtomicInteger();
        /** Bytes that were released and not given back to the connection yet. */
        private final AtomicInteger pending = new AtomicInteger();

        private volatile CapacityChannel channel;
        private volatile boolean cut;
        private volatile AsyncExecRuntime connected;
        volatile Future<Void> future;
        private FutureCallback<Void> result;
        private boolean terminated;

        Receiver(Sender sender, Handler handler, Set<Receiver> running) {
            this.sender = sender;
            this.handler = handler;
            this.running = running;
        }

        @Override
        public void consumeResponse(
                HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<Void> callback) {
            result = callback;
            handler.head(new ResponseHead(response), this);
            if (entity == null) {
                end();
                callback.completed(null);
            }
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) {
            // 1xx says nothing about the answer
        }

        @Override
        public void consume(ByteBuffer bytes) {
            if (cut) {
                bytes.position(bytes.limit());
                return;
            }
            held.addAndGet(bytes.remaining());
            handler.data(bytes);
        }

        @Override
        public void streamEnd(List<? extends Header> trailers) {
            end();
            result.completed(null);
        }

        private void end() {
            synchronized (this) {
                terminated = true;
            }
            running.remove(this);
            if (!cut) {
                handler.end();
            }
        }

        /** Called when the window is used up: reading stops until capacity is given back. */
        @Override
        public void updateCapacity(CapacityChannel capacity) throws IOException {
            channel = capacity;
            if (!cut) {
                giveBack(capacity, 1);
            }
        }

        @Override
        public void release(int bytes) {
            held.addAndGet(-bytes);
            int owed = pending.addAndGet(bytes);
            CapacityChannel capacity = channel;
            if (capacity != null && owed >= WINDOW / 2) {
                try {
                    giveBack(capacity, WINDOW / 2);
                } catch (IOException e) {
                    // the connection broke; the client reports that through failed()
                    failed(e);
                }
            }
        }

        /** Each update makes the connection read again, however little it is and however much is held: so none is made then. */
        private void giveBack(CapacityChannel capacity, int least) throws IOException {
            int owed = pending.get();
            while (owed >= least && held.get() < WINDOW) {
                if (pending.compareAndSet(owed, 0)) {
                    capacity.update(owed);
                    return;
                }
                owed = pending.get();
            }
        }

        @Override
        public boolean cut() {
            cut = true;
            Future<Void> running = future;
            if (running != null) {
                running.cancel(true);
            }
            AsyncExecRuntime open = connected;
            if (open != null) {
                open.discardEndpoint();
            }
            return sender.sent;
        }

        @Override
        public void failed(Exception cause) {
            synchronized (this) {
                if (terminated) {
                    return;
                }
                terminated = true;
            }
            running.remove(this);
            handler.failed(cause, sender.sent);
        }

        @Override
        public void completed(Void nothing) {
            // told by streamEnd
        }

        @Override
        public void cancelled() {
            failed(new IOException("cancelled"));
        }

        @Override
        public void releaseResources() {
            // nothing is held
        }
    }

    private record ResponseHead(HttpResponse response) implements Head {
        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public String first(String name) {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        }

        @Override
        public Map<String, List<String>> all() {
            Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (Header header : response.getHeaders()) {
                all.computeIfAbsent(header.getName(), name -> new ArrayList<>(1))
                        .add(header.getValue());
            }
            return all;
        }
    }
}
