package io.github.camelopenrouter;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.ForwardProxy.Asked;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ProxyTest {
    private static final String FAR = "openrouter-far:completion?allowInsecureHttp=true&baseUrl=http://llm.test/api/v1";
    private static final String LINE = "POST http://llm.test/api/v1/chat/completions HTTP/1.1";
    private static final String BASIC = "Basic " + Base64.getEncoder().encodeToString("joe:secret".getBytes());

    private RunningContext running;
    private HttpComponent https;

    @BeforeEach
    void start() {
        running = new RunningContext();
        https = running.context.getComponent("https", HttpComponent.class);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private OpenRouterComponent far() {
        return running.component("openrouter-far", component -> {});
    }

    private static void through(OpenRouterComponent component, ForwardProxy proxy) {
        component.setProxyHost("127.0.0.1");
        component.setProxyPort(proxy.port());
    }

    private void through(ForwardProxy proxy) {
        https.setProxyHost("127.0.0.1");
        https.setProxyPort(proxy.port());
    }

    private Object ask(String uri) {
        Exchange exchange = running.send(uri, "hello");
        return exchange.getException() == null ? exchange.getMessage().getBody() : exchange.getException();
    }

    @Test
    void a_call_goes_through_the_components_proxy() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(null)) {
            running.component("openrouter-far", component -> through(component, proxy));

            assertThat(ask(FAR)).isEqualTo("Paris");
            assertThat(proxy.asked()).containsExactly(new Asked(LINE, null));
        }
    }

    @Test
    void a_proxy_that_asks_who_is_there_is_told() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(BASIC)) {
            running.component("openrouter-far", component -> {
                through(component, proxy);
                component.setProxyAuthUsername("joe");
                component.setProxyAuthPassword("secret");
            });

            assertThat(ask(FAR)).isEqualTo("Paris");
            assertThat(proxy.asked()).last().isEqualTo(new Asked(LINE, BASIC));
        }
    }

    @Test
    void a_proxy_that_does_not_let_through_is_a_failure_without_its_password() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy("Basic other")) {
            running.component("openrouter-far", component -> {
                through(component, proxy);
                component.setProxyAuthUsername("joe");
                component.setProxyAuthPassword("secret");
            });

            assertThat(ask(FAR)).isInstanceOfSatisfying(OpenRouterException.class, failure -> {
                assertThat(failure.getStatusCode()).isEqualTo(407);
                assertThat(failure).hasMessageNotContaining("secret");
            });
        }
    }

    static Stream<Arguments> repeated() {
        String password = "Vault-Pass/4711+geheim";
        String basic = Base64.getEncoder().encodeToString(("joe:" + password).getBytes());
        return Stream.of(password, basic, "joe:" + password, URLEncoder.encode(password, StandardCharsets.UTF_8))
                .flatMap(words -> Stream.of(
                                "{\"error\":{\"code\":\"" + words + "\",\"message\":\"no " + words
                                        + "\",\"metadata\":{\"raw\":\"" + words + "\"}}}",
                                "<html><title>No " + words + "</title></html>",
                                "no " + words)
                        .flatMap(body -> Stream.of("http", "https").map(scheme -> Arguments.of(words, body, scheme))));
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("repeated")
    void a_proxy_that_repeats_its_password_is_a_failure_without_it(String words, String body, String scheme)
            throws IOException {
        String password = "Vault-Pass/4711+geheim";
        String basic = Base64.getEncoder().encodeToString(("joe:" + password).getBytes());
        String answer = "HTTP/1.1 403 No " + words + "\r\nX-Proxy-User: " + words + "\r\nContent-Type: "
                + (body.startsWith("{") ? "application/json" : "text/html") + "\r\nConnection: close\r\n\r\n" + body;
        try (ForwardProxy proxy = new ForwardProxy("Basic " + basic, answer)) {
            running.component("openrouter-far", component -> {
                through(component, proxy);
                component.setProxyAuthUsername("joe");
                component.setProxyAuthPassword(password);
            });
            String uri = "openrouter-far:completion?allowInsecureHttp=true&baseUrl=" + scheme + "://llm.test/api/v1";

            assertThat(ask(uri)).isInstanceOfSatisfying(OpenRouterException.class, failure -> {
                StringWriter trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()
                                + failure.getErrorCode()
                                + failure.getErrorType()
                                + failure.getProvider()
                                + failure.getMetadata()
                                + failure.getPartialText()
                                + failure.getResponseHeaders())
                        .doesNotContain(words, password, basic, "4711", "geheim");
            });
            assertThat(proxy.asked()).last().extracting(Asked::authorization).isEqualTo("Basic " + basic);
        }
    }

    @Test
    void hosts_that_are_excepted_are_reached_without_the_proxy() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(null)) {
            running.component("openrouter-far", component -> {
                through(component, proxy);
                component.setNonProxyHosts("other.test, localhost,127.0.0.1");
            });
            running.answerAlike();

            assertThat(ask("openrouter-far:completion")).isEqualTo("Paris");
            assertThat(ask(FAR)).isEqualTo("Paris");

            assertThat(running.simulator.requests()).hasSize(1);
            assertThat(proxy.asked()).extracting(Asked::line).containsExactly(LINE);
        }
    }

    @Test
    void the_proxy_of_the_https_component_counts_with_its_credentials() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(BASIC)) {
            through(proxy);
            https.setProxyAuthUsername("joe");
            https.setProxyAuthPassword("secret");
            far();

            assertThat(ask(FAR)).isEqualTo("Paris");
            assertThat(proxy.asked()).last().isEqualTo(new Asked(LINE, BASIC));
        }
    }

    @Test
    void exceptions_of_the_https_component_count_for_its_proxy() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(null)) {
            through(proxy);
            https.setNonProxyHosts("localhost,127.0.0.1");
            far();
            running.answerAlike();

            assertThat(ask("openrouter-far:completion")).isEqualTo("Paris");
            assertThat(ask(FAR)).isEqualTo("Paris");

            assertThat(running.simulator.requests()).hasSize(1);
            assertThat(proxy.asked()).extracting(Asked::line).containsExactly(LINE);
        }
    }

    @Test
    void an_own_list_of_exceptions_wins_over_that_of_the_https_component() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(null)) {
            through(proxy);
            https.setNonProxyHosts("llm.test");
            running.component("openrouter-far", component -> component.setNonProxyHosts("localhost,127.0.0.1"));
            running.answerAlike();

            assertThat(ask(FAR)).isEqualTo("Paris");
            assertThat(ask("openrouter-far:completion")).isEqualTo("Paris");

            assertThat(proxy.asked()).extracting(Asked::line).containsExactly(LINE);
        }
    }

    @Test
    void an_own_proxy_wins_over_that_of_the_https_component_and_does_not_get_its_credentials() throws IOException {
        try (ForwardProxy own = new ForwardProxy(null);
                ForwardProxy theirs = new ForwardProxy(null)) {
            through(theirs);
            https.setProxyAuthUsername("joe");
            https.setProxyAuthPassword("secret");
            running.component("openrouter-far", component -> through(component, own));

            assertThat(ask(FAR)).isEqualTo("Paris");
            assertThat(own.asked()).containsExactly(new Asked(LINE, null));
            assertThat(theirs.asked()).isEmpty();
        }
    }

    @Test
    void the_proxy_of_the_jvm_counts_only_where_system_properties_are_asked_for() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(null)) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", String.valueOf(proxy.port()));
            running.component("with-system", component -> component.setUseSystemProperties(true));
            https.setUseSystemProperties(true);
            running.component("with-theirs", component -> {});
            running.component("without", component -> component.setUseSystemProperties(false));

            assertThat(ask(FAR.replace("openrouter-far", "with-system"))).isEqualTo("Paris");
            assertThat(ask(FAR.replace("openrouter-far", "with-theirs"))).isEqualTo("Paris");
            assertThat(ask(FAR.replace("openrouter-far", "without"))).isInstanceOf(OpenRouterException.class);
            assertThat(proxy.asked()).extracting(Asked::line).containsExactly(LINE, LINE);
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    @Test
    void the_pool_of_the_https_component_bounds_connections_unless_the_own_option_does() throws Exception {
        https.setMaxTotalConnections(1);
        running.component("one", component -> {});
        running.component("two", component -> component.setMaxTotalConnections(2));

        assertThat(connections("one", 1)).isEqualTo(1);
        assertThat(connections("two", 2)).isEqualTo(2);
    }

    /** How many of three calls are on their way at the same time. */
    private int connections(String component, int expected) throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        running.simulator.reset();
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        CompletableFuture<?>[] calls = IntStream.range(0, 3)
                .mapToObj(i -> running.template.asyncRequestBody(component + ":completion", "hello"))
                .toArray(CompletableFuture[]::new);
        await().atMost(Duration.ofSeconds(5))
                .during(Duration.ofMillis(200))
                .until(() -> running.simulator.requests().size() == expected);
        int sent = running.simulator.requests().size();
        answer.countDown();
        CompletableFuture.allOf(calls).orTimeout(5, TimeUnit.SECONDS).join();
        return sent;
    }

    @Test
    void a_proxy_without_a_port_fails_the_start() {
        OpenRouterComponent component = new OpenRouterComponent();
        component.setCamelContext(running.context);
        component.setProxyHost("127.0.0.1");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(component::start))
                .hasStackTraceContaining("proxyPort");
        component.stop();
    }
}
