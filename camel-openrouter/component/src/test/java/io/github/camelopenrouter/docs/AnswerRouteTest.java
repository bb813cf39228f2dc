package io.github.camelopenrouter.docs;

// tag::test[]
import java.time.Duration;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswerRouteTest {
    @RegisterExtension
    static final OpenRouterSimulatorExtension openrouter = new OpenRouterSimulatorExtension();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void startRoute() throws Exception {
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setBaseUrl(openrouter.simulator().baseUrl());
        component.getConfiguration().setApiKey("any");
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        camel.addComponent("openrouter", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").errorHandler(noErrorHandler()).to("openrouter:completion?temperature=0");
                from("direct:chunk").to("log:chunk");
            }
        });
        camel.start();
    }

    @AfterEach
    void stopRoute() {
        camel.stop();
    }

    @Test
    void the_route_answers(OpenRouterSimulator simulator) throws Exception {
        String answer = camel.createProducerTemplate().requestBody("direct:answer", "What is 6 * 7?", String.class);

        assertThat(answer).isEqualTo("6 * 7 = 42");
        RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(5));
        assertThat(request.json().path("temperature").asInt()).isZero();
        assertThat(simulator.billed()).isPositive();
    }

    @Test
    void the_route_tells_its_caller_to_wait(OpenRouterSimulator simulator) {
        // tag::rate[]
        simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "2"));
        // end::rate[]

        assertThatThrownBy(() -> camel.createProducerTemplate().requestBody("direct:answer", "hi"))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(RateLimitException.class);
    }

    @Test
    void an_error_inside_a_200_is_a_failure(OpenRouterSimulator simulator) {
        // tag::error[]
        simulator.enqueue(Reply.json(200, "{\"error\":{\"message\":\"Provider returned error\",\"code\":502}}"));
        // end::error[]

        assertThatThrownBy(() -> camel.createProducerTemplate().requestBody("direct:answer", "hi"))
                .hasCauseInstanceOf(OpenRouterException.class);
    }

    @Test
    void a_cut_stream_is_a_failure(OpenRouterSimulator simulator) {
        // tag::cut[]
        simulator.enqueue(Reply.sse("data: {\"choices\":[{\"delta\":{\"content\":\"half an ans\"}}]}\n\n"));
        // end::cut[]

        assertThatThrownBy(() ->
                        camel.createProducerTemplate().requestBody("openrouter:streaming?streamTo=direct:chunk", "hi"))
                .hasCauseInstanceOf(OpenRouterException.class);
    }
}
// end::test[]
