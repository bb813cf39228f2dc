package io.github.camelopenrouter;

import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Camel's own error handler, told by the component how long to wait. */
class RetryAfterRedeliveryTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext(new RouteBuilder() {
            @Override
            public void configure() {
                onException(OpenRouterException.class)
                        .retryWhile(simple("${exception.retryable}"))
                        .redeliveryDelay(10)
                        .asyncDelayedRedelivery();
                from("direct:ask").to("openrouter:completion");
                for (String way : List.of("handled", "continued", "caught", "broken")) {
                    failing(way);
                }
            }

            /** Deals with the failure of our step in this way; the next step fails once, and is not ours. */
            private void failing(String way) {
                RouteDefinition route = from("direct:" + way);
                if (way.equals("handled")) {
                    route.to("direct:handling");
                    from("direct:handling")
                            .onException(OpenRouterException.class)
                            .handled(true)
                            .end()
                            .to("openrouter:completion");
                } else if (way.equals("continued")) {
                    route.onException(OpenRouterException.class)
                            .continued(true)
                            .end()
                            .to("openrouter:completion");
                } else if (way.equals("caught")) {
                    route.errorHandler(
                                    defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(10))
                            .doTry()
                            .to("openrouter:completion")
                            .doCatch(OpenRouterException.class)
                            .end();
                } else if (CircuitBreakerEip.THERE) {
                    route.circuitBreaker()
                            .to("openrouter:completion")
                            .onFallback()
                            .setBody(constant("none"))
                            .end();
                }
                route.to("direct:next-" + way);
                from("direct:next-" + way)
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(10))
                        .process(exchange -> {
                            if (exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER) == null) {
                                throw new IllegalStateException("once");
                            }
                            exchange.getMessage().setBody("went on");
                        });
            }
        });
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void answer() {
        running.answerAlike();
    }

    @Test
    void the_second_attempt_waits_as_long_as_the_service_asked() {
        running.simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "1"));
        long before = System.nanoTime();

        Exchange exchange = running.send("direct:ask", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        assertThat(running.simulator.requests()).hasSize(2);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"handled", "continued", "caught", "broken"})
    @Timeout(20)
    void a_failure_that_was_dealt_with_leaves_the_next_step_its_own_delay(String way) {
        CircuitBreakerEip.assumeIfUsed(way.equals("broken"));
        running.simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
                .header("Retry-After", "3600"));

        Exchange exchange = running.send("direct:" + way, "hello");

        assertThat(exchange.getException()).isNull();
        if (!way.equals("handled")) {
            assertThat(exchange.getMessage().getBody()).isEqualTo("went on");
        }
        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class))
                .isNull();
    }

    @Test
    void what_cannot_succeed_is_not_sent_again() {
        running.simulator.enqueue(Reply.json(400, "{\"error\":{\"message\":\"No\",\"code\":400}}"));

        Exchange exchange = running.send("direct:ask", "hello");

        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        assertThat(running.simulator.requests()).hasSize(1);
    }

    @Test
    void a_call_after_the_component_was_stopped_fails_instead_of_waiting_for_ever() {
        OpenRouterComponent gone = running.component("gone", component -> {});
        assertThat(running.send("gone:completion", "hello").getException()).isNull();
        gone.stop();

        assertThat(running.send("gone:completion", "hello").getException())
                .isInstanceOf(OpenRouterException.class)
                .hasMessageContaining("stopped");
    }
}
