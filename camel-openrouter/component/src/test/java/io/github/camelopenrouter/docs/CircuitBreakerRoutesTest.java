package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.github.camelopenrouter.CircuitBreakerEip;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledIf("thereIsACircuitBreaker")
class CircuitBreakerRoutesTest extends DocsTestSupport {
    private static final Reply DOWN = Reply.json(503, "{\"error\":{\"message\":\"No provider\",\"code\":503}}");
    private static final Reply BAD = Reply.json(400, "{\"error\":{\"message\":\"No\",\"code\":400}}");
    private static final Reply LATE =
            Reply.json("{\"choices\":[{\"message\":{\"content\":\"Paris\"}," + "\"finish_reason\":\"stop\"}]}");

    static boolean thereIsACircuitBreaker() {
        return CircuitBreakerEip.THERE;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {
            new CircuitBreakerRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:with-timeout")
                            .circuitBreaker()
                            .resilience4jConfiguration()
                            .timeoutEnabled(true)
                            .end()
                            .to("openrouter:completion")
                            .onFallback()
                            .setBody(constant("too late"))
                            .end();
                }
            }
        };
    }

    private String ask(String route) {
        Exchange exchange = template.request(route, e -> e.getIn().setBody("Say hello"));
        return exchange.getMessage().getBody(String.class);
    }

    @Test
    void a_timeout_of_the_breaker_gives_up_after_a_second_what_is_still_being_generated() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.enqueue(LATE.heldUntil(answer));

        assertThat(ask("direct:with-timeout")).isEqualTo("too late");

        RecordedRequest request = request();
        assertThat(request.disconnected()).isFalse();
        answer.countDown();
        assertThat(request.awaitFinished(Duration.ofSeconds(5)))
                .as("an answer that is billed and that nobody reads")
                .isTrue();
    }

    @Test
    void calls_may_take_their_time() {
        simulator.enqueue(LATE.delay(Duration.ofMillis(1_200)));

        assertThat(ask("direct:ask")).isEqualTo("Paris");
    }

    @Test
    void after_five_outages_nothing_is_sent() {
        simulator.replyWith(request -> DOWN);
        for (int i = 0; i < 8; i++) {
            assertThat(ask("direct:ask")).isEqualTo("Ask again later");
        }

        assertThat(simulator.requests()).hasSize(5);
    }

    @Test
    void what_is_wrong_with_a_request_says_nothing_about_the_service() {
        simulator.replyWith(request -> BAD);
        for (int i = 0; i < 8; i++) {
            ask("direct:ask");
        }

        assertThat(simulator.requests()).hasSize(8);
    }
}
