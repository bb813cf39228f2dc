package io.github.camelopenrouter.docs;

import java.time.Duration;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresPageTest extends DocsTestSupport {
    private static final Reply BUSY = Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
            .header("Retry-After", "1");
    private static final Reply NO_CREDIT =
            Reply.json(402, "{\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}");

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::redelivery[]
                errorHandler(deadLetterChannel("direct:parked").useOriginalMessage());

                onException(OpenRouterException.class)
                        .onWhen(simple("${exception.retryable}"))
                        .maximumRedeliveries(3)
                        .redeliveryDelay(1_000) // where the service names no time of its own
                        .useExponentialBackOff()
                        .asyncDelayedRedelivery();
                // without this, a failure of another kind later on would be redelivered by the policy above
                onException(OpenRouterException.class).maximumRedeliveries(0);

                from("direct:ask").to("openrouter:completion").to("direct:answered");
                // end::redelivery[]

                // tag::facts[]
                from("direct:parked").process(exchange -> {
                    OpenRouterException failure =
                            exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OpenRouterException.class);
                    if (failure != null) {
                        exchange.getMessage().setHeader("why", failure.getErrorType());
                        exchange.getMessage().setHeader("generation", failure.getGenerationId());
                        exchange.getMessage().setHeader("paid", failure.getOutcome());
                    }
                });
                // end::facts[]

                // tag::own-retries[]
                from("direct:own-retries")
                        .errorHandler(noErrorHandler())
                        .to("openrouter:completion?maxRetries=2&maxRetryAfter=30s");
                // end::own-retries[]

                // tag::kinds[]
                from("direct:kinds")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .to("openrouter:completion")
                        .doCatch(InsufficientCreditsException.class)
                        .setBody(constant("Please top up"))
                        .doCatch(RateLimitException.class)
                        .setBody(simple("Come back in ${exchangeProperty.CamelAiRetryAfterMillis} ms"))
                        .end();
                // end::kinds[]

                from("direct:answered").to("mock:answered");
            }
        };
    }

    @Test
    void what_can_be_retried_is_sent_again_when_the_service_said() {
        simulator.enqueue(BUSY);
        long start = System.nanoTime();

        template.sendBody("direct:ask", "Say hello");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(mock("answered").getExchanges()).hasSize(1);
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void what_cannot_is_parked_at_once_with_its_facts() {
        simulator.enqueue(NO_CREDIT);

        Exchange parked = template.request("direct:ask", e -> e.getIn().setBody("Say hello"));

        assertThat(simulator.requests()).hasSize(1);
        assertThat(mock("answered").getExchanges()).isEmpty();
        assertThat(parked.getMessage().getBody()).isEqualTo("Say hello");
        assertThat(parked.getMessage().getHeader("paid")).hasToString("REJECTED");
    }

    @Test
    void what_cannot_is_parked_at_once_even_after_something_that_can() {
        simulator.enqueue(BUSY, NO_CREDIT);

        Exchange parked = template.request("direct:ask", e -> e.getIn().setBody("Say hello"));

        assertThat(simulator.requests()).hasSize(2);
        assertThat(parked.getMessage().getHeader("paid")).hasToString("REJECTED");
    }

    @Test
    void routes_without_redelivery_let_the_component_retry() {
        simulator.enqueue(BUSY.header("X-Test", "first"));

        assertThat(template.requestBody("direct:own-retries", "Say hello")).isEqualTo("hello");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void each_kind_of_failure_can_be_told_apart() {
        simulator.enqueue(NO_CREDIT, BUSY);

        assertThat(template.requestBody("direct:kinds", "Say hello")).isEqualTo("Please top up");
        assertThat(template.requestBody("direct:kinds", "Say hello")).isEqualTo("Come back in 1000 ms");
    }
}
