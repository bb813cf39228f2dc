package io.github.camelopenrouter.benchmarks.route;

import java.io.Closeable;
import java.io.IOException;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.benchmarks.Completions;
import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.server.SelfSigned;

/** Completions through a route of one step. */
public final class RouteCompletions implements Completions {

    private final Routes routes;
    private final Closeable behind;

    private RouteCompletions(RouteBuilder route, Closeable behind) throws Exception {
        routes = new Routes(route);
        this.behind = behind;
    }

    /** Of the component. */
    public static RouteCompletions component(String baseUrl) throws Exception {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, ""));
            }
        };
        return new RouteCompletions(route, () -> {});
    }

    /** Of the component, whose model uses a tool twice before it answers: three rounds. */
    public static RouteCompletions loop(String baseUrl) throws Exception {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=fox&description=A fox&parameter.number=integer&parameter.number.required=true")
                        .setBody(constant("The quick brown fox"));
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, "&tools=fox"));
            }
        };
        return new RouteCompletions(route, () -> {});
    }

    /** Of the component, from a server over TLS that shows the certificate. */
    public static RouteCompletions component(String baseUrl, SelfSigned certificate) throws Exception {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + certificate.store());
        store.setPassword(certificate.password());
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                OpenRouterComponent component = new OpenRouterComponent();
                component.setSslContextParameters(parameters);
                getContext().addComponent("openrouter", component);
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, ""));
            }
        };
        return new RouteCompletions(route, () -> {});
    }

    /** Of HttpClient, by the least that Camel asks of an asynchronous producer. What is given is closed with it. */
    public static RouteCompletions bare(BareCompletions completions) throws Exception {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(new BareEndpoint(getContext(), completions));
            }
        };
        return new RouteCompletions(route, completions);
    }

    @Override
    public String ask() {
        return routes.request();
    }

    @Override
    public void ask(Ended ended) {
        routes.send(ended);
    }

    @Override
    public void close() throws IOException {
        routes.close();
        behind.close();
    }
}
