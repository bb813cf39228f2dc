package io.github.camelopenrouter;

import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.github.tomakehurst.wiremock.WireMockServer;

import io.github.camelopenrouter.error.TransportException;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/** A company whose own authority signs sets its trust once. */
class InheritedTrustTest {
    @TempDir
    static Path keys;

    private static WireMockServer server;

    private RunningContext running;
    private HttpComponent https;

    @BeforeAll
    static void serve() throws Exception {
        Certificates.make(keys, "ours", "dns:localhost");
        Certificates.make(keys, "other", "dns:other.test");
        server = new WireMockServer(options()
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(store("ours"))
                .keystoreType("PKCS12")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(okJson(RunningContext.ANSWER)));
    }

    @AfterAll
    static void stopServing() {
        server.stop();
    }

    @BeforeEach
    void start() {
        running = new RunningContext();
        https = running.context.getComponent("https", HttpComponent.class);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static String store(String name) {
        return keys.resolve(name + ".p12").toString();
    }

    private static SSLContextParameters trust(String name) {
        return Certificates.trust(keys, name);
    }

    private Exchange ask(SSLContextParameters own, boolean global) {
        running.component("secure", component -> {
            component.getConfiguration().setBaseUrl("https://localhost:" + server.httpsPort() + "/api/v1");
            component.setSslContextParameters(own);
            component.setUseGlobalSslContextParameters(global);
        });
        return running.send("secure:completion", "hello");
    }

    private static void assertAnswered(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void nothing_is_trusted_that_nobody_named() {
        assertThat(ask(null, false).getException()).isInstanceOf(TransportException.class);
    }

    @Test
    void the_trust_of_the_https_component_counts() {
        https.setSslContextParameters(trust("ours"));

        assertAnswered(ask(null, false));
    }

    @Test
    void own_trust_wins_over_that_of_the_https_component() {
        https.setSslContextParameters(trust("ours"));

        assertThat(ask(trust("other"), false).getException()).isInstanceOf(TransportException.class);
    }

    @Test
    void the_contexts_trust_counts_where_this_component_asks_for_it() {
        https.setSslContextParameters(trust("other"));
        running.context.setSSLContextParameters(trust("ours"));

        assertAnswered(ask(null, true));
    }

    @Test
    void the_contexts_trust_counts_where_the_https_component_asks_for_it() {
        https.setUseGlobalSslContextParameters(true);
        running.context.setSSLContextParameters(trust("ours"));

        assertAnswered(ask(null, false));
    }
}
