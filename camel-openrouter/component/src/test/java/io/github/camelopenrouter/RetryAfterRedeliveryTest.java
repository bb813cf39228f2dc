package io.github.camelopenrouter;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
