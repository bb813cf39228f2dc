package io.github.camelopenrouter.benchmarks.bare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** HttpClient 5 as one would set it up by hand for this: two I/O threads, a large pool, nothing that is not needed. */
final class BareClient implements AutoCloseable {

    private static final String PROMPT = "Tell me of foxes";
    private static final int IO_THREADS = 2;
    private static final int CONNECTIONS = 12_000;
    private static final int TIMEOUT_SECONDS = 60;

    private final CloseableHttpAsyncClient client;
    private final String uri;
    private final byte[] body;

    BareClient(String baseUrl, boolean stream) {
        this(baseUrl, stream, PROMPT, null);
    }

    /**
     * @param trust of a server over TLS
     */
    BareClient(String baseUrl, SSLContext trust) {
        this(baseUrl, false, PROMPT, trust);
    }

    /**
     * @param prompt without anything that JSON has to escape
     */
    BareClient(String baseUrl, boolean stream, String prompt) {
        this(baseUrl, stream, prompt, null);
    }

    private BareClient(String baseUrl, boolean stream, String prompt, SSLContext trust) {
        uri = baseUrl + "/chat/completions";
        String json = "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}]" + (stream ? ",\"stream\":true}" : "}");
        body = json.getBytes(StandardCharsets.UTF_8);
        client = HttpAsyncClients.custom()
                .setIOReactorConfig(
                        IOReactorConfig.custom().setIoThreadCount(IO_THREADS).build())
                .setConnectionManager(pool(trust))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .setResponseTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .build())
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .build();
        client.start();
    }

    private static AsyncClientConnectionManager pool(SSLContext trust) {
        PoolingAsyncClientConnectionManagerBuilder pool = PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(CONNECTIONS);
        if (trust != null) {
            pool.setTlsStrategy(
                    ClientTlsStrategyBuilder.create().setSslContext(trust).buildAsync());
            pool.setDefaultTlsConfig(TlsConfig.custom()
                    .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                    .build());
        }
        return pool.build();
    }

    <T> Future<T> execute(AsyncResponseConsumer<T> consumer, FutureCallback<T> callback) {
        AsyncRequestProducer request = AsyncRequestBuilder.post(uri)
                .addHeader(HttpHeaders.AUTHORIZATION, "Bearer sk-or-v1-benchmark")
                .setEntity(body, ContentType.APPLICATION_JSON)
                .build();
        return client.execute(request, consumer, callback);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
