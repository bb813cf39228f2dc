package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class RedeliveryRoutesTest extends DocsTestSupport {
    private static final Reply BUSY = busy("");
    private static final Reply NO_CREDIT =
            Reply.json(402, "{\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}");

    private final List<Long> arrivals = new CopyOnWriteArrayList<>();

    private static Reply busy(String members) {
        return Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429" + members + "}}");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getPropertiesComponent().addOverrideProperty("longest", "1s");
        return new RoutesBuilder[] {
            new RedeliveryRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    // tag::stopping[]
                    onException(OpenRouterException.class)
                            .onWhen(simple("${exception.retryable}"))
                            .maximumRedeliveries(3)
                            .getRedeliveryPolicyType()
                            .allowRedeliveryWhileStopping(false);
                    onException(OpenRouterException.class).maximumRedeliveries(0);

                    from("direct:stopping").to("openrouter:completion");
                    // end::stopping[]
                }
            },
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:one-policy-only")
                            .onException(RateLimitException.class)
                            .maximumRedeliveries(5)
                            .redeliveryDelay(1)
                            .end()
                            .to("openrouter:completion");
                }
            }
        };
    }

    private Exchange ask(String route) {
        return template.request(route, exchange -> exchange.getIn().setBody("Say hello"));
    }

    private void answer(Reply first, Reply rest) {
        simulator.replyWith(request -> {
            arrivals.add(System.nanoTime());
            return arrivals.size() == 1 ? first : rest;
        });
    }

    private Duration firstWait() {
        return Duration.ofNanos(arrivals.get(1) - arrivals.get(0));
    }

    static Stream<Reply> wishes() {
        return Stream.of(
                BUSY.header("Retry-After", "1"),
                busy(",\"metadata\":{\"retry_after_seconds\":0.9}"),
                busy(",\"availability\":{\"code\":\"capacity_exhausted\",\"retryable\":true,\"retry_after\":0.9}"));
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void the_wish_of_the_service_counts_wherever_it_stands(Reply wish) {
        answer(wish, null);

        assertThat(ask("direct:predicate").getMessage().getBody()).isEqualTo("hello");

        assertThat(firstWait()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }

    @Test
    void the_wish_may_be_a_date() {
        ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2);
        answer(BUSY.header("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(date)), null);

        assertThat(ask("direct:predicate").getMessage().getBody()).isEqualTo("hello");

        // a date has whole seconds
        assertThat(firstWait()).isBetween(Duration.ofMillis(600), Duration.ofSeconds(5));
    }

    @Test
    void nobody_waits_longer_than_maxRetryAfter() {
        answer(BUSY.header("Retry-After", "3600"), null);

        assertThat(ask("direct:predicate").getMessage().getBody()).isEqualTo("hello");

        assertThat(firstWait()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
    }

    @Test
    void a_predicate_with_a_counter_ends() {
        answer(BUSY, BUSY);

        assertThat(ask("direct:predicate").getException()).isInstanceOf(RateLimitException.class);

        assertThat(arrivals).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:number", "direct:predicate"})
    void what_must_not_be_tried_again_ends_it_even_after_something_that_may(String route) {
        answer(BUSY, NO_CREDIT);

        assertThat(ask(route).getException()).isInstanceOf(InsufficientCreditsException.class);

        assertThat(arrivals).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:number", "direct:predicate"})
    void a_call_that_may_have_been_billed_ends_it_even_after_something_that_may_be_tried_again(String route) {
        answer(BUSY, Reply.reset());

        assertThat(ask(route).getException())
                .isInstanceOfSatisfying(
                        OpenRouterException.class,
                        failure -> assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN));

        assertThat(arrivals).hasSize(2);
    }

    static Stream<Reply> notToBeTriedAgain() {
        return Stream.of(NO_CREDIT, Reply.reset());
    }

    @ParameterizedTest
    @MethodSource("notToBeTriedAgain")
    void camel_keeps_the_policy_of_the_first_failure_when_a_later_one_has_none(Reply later) {
        answer(BUSY, later);

        ask("direct:one-policy-only");

        assertThat(arrivals).hasSize(6);
    }

    @Test
    void those_that_wait_hold_no_thread() {
        for (int i = 0; i < 40; i++) {
            simulator.enqueue(BUSY.header("Retry-After", "2"));
        }
        for (int i = 0; i < 40; i++) {
            template.asyncSend("direct:predicate", exchange -> exchange.getIn().setBody("Say hello"));
        }
        Awaitility.await().until(() -> simulator.requests().size() == 40);

        assertThat(ask("direct:predicate").getMessage().getBody()).isEqualTo("hello");

        assertThat(simulator.requests()).as("none of the 40 was sent again yet").hasSize(41);
    }

    @Test
    void a_context_that_stops_ends_a_wait_that_holds_a_thread() throws Exception {
        answer(BUSY.header("Retry-After", "30"), null);
        Future<Exchange> waiting = template.asyncSend(
                "direct:stopping", exchange -> exchange.getIn().setBody("Say hello"));
        Awaitility.await().until(() -> arrivals.size() == 1);

        context.stop();

        assertThat(waiting.get(5, TimeUnit.SECONDS).getException()).isNotNull();
        assertThat(arrivals).hasSize(1);
    }

    @Test
    void a_context_that_stops_sits_out_a_wait_that_holds_none() throws Exception {
        answer(BUSY.header("Retry-After", "1"), null);
        Future<Exchange> waiting = template.asyncSend(
                "direct:predicate", exchange -> exchange.getIn().setBody("Say hello"));
        Awaitility.await().until(() -> arrivals.size() == 1);

        context.stop();

        assertThat(waiting.get(5, TimeUnit.SECONDS).getException()).isNull();
        assertThat(arrivals).hasSize(2);
    }
}
