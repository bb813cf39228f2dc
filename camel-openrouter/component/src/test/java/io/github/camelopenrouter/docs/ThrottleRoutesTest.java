package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What Camel's throttler does to calls that fail and to calls that are long. */
class ThrottleRoutesTest extends DocsTestSupport {
    private static final Reply BUSY = Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}");

    private final List<Long> arrivals = new CopyOnWriteArrayList<>();

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {
            new ThrottleRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:throttle-before-the-step")
                            .onException(OpenRouterException.class)
                            .maximumRedeliveries(2)
                            .redeliveryDelay(10)
                            .end()
                            .throttle(1)
                            .timePeriodMillis(30_000)
                            .to("openrouter:completion");

                    from("direct:throttled")
                            .throttle(2)
                            .concurrentRequestsMode()
                            .to("openrouter:completion");
                }
            }
        };
    }

    private Duration between(int earlier, int later) {
        return Duration.ofNanos(arrivals.get(later) - arrivals.get(earlier));
    }

    private void refuseAll() {
        simulator.replyWith(request -> {
            arrivals.add(System.nanoTime());
            return BUSY;
        });
    }

    @Test
    void redeliveries_pass_a_throttle_that_stands_before_the_step() {
        refuseAll();

        template.request(
                "direct:throttle-before-the-step", exchange -> exchange.getIn().setBody("Say hello"));

        assertThat(arrivals).hasSize(3);
        assertThat(between(0, 2)).as("three within a period for one").isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_throttle_inside_the_repeated_step_holds_for_redeliveries_too() {
        refuseAll();

        template.request("direct:ask", exchange -> exchange.getIn().setBody("Say hello"));

        assertThat(arrivals).hasSize(3);
        assertThat(between(0, 2)).isGreaterThanOrEqualTo(Duration.ofMillis(1_900));
    }

    /** Camel forgets its permits ten seconds after the last one came back, also while others are out: no option shortens that. */
    @Tag("slow")
    @Test
    void a_throttle_of_concurrent_requests_loses_count_of_calls_longer_than_ten_seconds() {
        CountDownLatch answer = new CountDownLatch(1);
        template.requestBody("direct:throttled", "Say hello");
        simulator.reset();
        simulator.replyWith(request -> BUSY.heldUntil(answer));
        try {
            template.asyncSendBody("direct:throttled", "Say hello");
            template.asyncSendBody("direct:throttled", "Say hello");
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(10_200))
                    .pollInterval(Duration.ofMillis(400))
                    .atMost(Duration.ofSeconds(13))
                    .until(() -> {
                        template.asyncSendBody("direct:throttled", "Say hello");
                        return simulator.requests().size() > 2;
                    });
            assertThat(simulator.requests()).noneMatch(request -> request.finished() || request.disconnected());
        } finally {
            answer.countDown();
        }
    }

    @Test
    void the_limit_of_the_component_holds_however_long_calls_take() {
        CountDownLatch answer = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            simulator.enqueue(BUSY.heldUntil(answer));
        }
        for (int i = 0; i < 2; i++) {
            template.asyncSendBody("direct:two-at-a-time", "Say hello");
        }
        Awaitility.await().until(() -> simulator.requests().size() == 2);
        List<CompletableFuture<Object>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(template.asyncRequestBody("direct:two-at-a-time", "Say hello"));
        }

        assertThat(simulator.requests()).hasSize(2);
        answer.countDown();
        assertThat(waiting).allSatisfy(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(simulator.peakChatCallsInFlight()).isLessThanOrEqualTo(2);
    }
}
