package io.github.camelopenrouter.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledIf("jettyIsThere")
class HttpPassThroughPageTest extends DocsTestSupport {
    private final int port = AvailablePortFinder.getNextAvailable();

    static boolean jettyIsThere() {
        return onClasspath("org/apache/camel/component/jetty/JettyHttpComponent.class");
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getPropertiesComponent().addOverrideProperty("port", String.valueOf(port));
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::http[]
                from("jetty:http://localhost:{{port}}/chat").to("openrouter:streaming?streamFormat=sse");
                // end::http[]
            }
        };
    }

    @Test
    void an_http_client_gets_the_events() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/chat"))
                                .POST(HttpRequest.BodyPublishers.ofString("Say hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(response.body()).contains("data: {").endsWith("data: [DONE]\n\n");
    }
}
