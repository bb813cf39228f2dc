package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.InMemoryLedger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What limits, budgets, ledger, journal and stops make of an answer that is sent back to be repaired. */
class RepairedCallsTest extends JournalTestSupport {
    private static final String REPAIRED = "&output=map&responseFormat=json&maxRepairs=2";

    private static Reply answer(String text, String cost) {
        return Reply.json("{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text.replace("\"", "\\\"")
                + "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":" + cost + "}}");
    }

    @Test
    void a_message_that_comes_again_gets_each_round_from_the_journal() {
        simulator.enqueue(answer("no", "0.01"));
        simulator.enqueue(answer("{\"a\":1}", "0.02"));

        Exchange first = send(PARK + REPAIRED);
        Exchange again = send(PARK + REPAIRED);

        assertThat(first.getMessage().getBody()).isEqualTo(Map.of("a", 1));
        assertThat(again.getMessage().getBody()).isEqualTo(Map.of("a", 1));
        assertThat(simulator.requests()).hasSize(2);
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPAIRS)).isEqualTo(1);
        assertThat(again.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class))
                .isEqualByComparingTo("0.03");
    }

    @Test
    void a_round_that_was_not_answered_is_all_that_is_sent_again() {
        simulator.enqueue(answer("no", "0.01"));
        simulator.enqueue(Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"overloaded\"}}"));
        simulator.enqueue(answer("{\"a\":1}", "0.02"));

        Exchange first = send(REGENERATE + REPAIRED);
        Exchange again = send(REGENERATE + REPAIRED);

        assertThat(((OpenRouterException) first.getException()).isRetryable()).isTrue();
        assertThat(again.getMessage().getBody()).isEqualTo(Map.of("a", 1));
        assertThat(simulator.requests()).hasSize(3);
        assertThat(simulator.requests().get(2).text())
                .isEqualTo(simulator.requests().get(1).text());
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isNull();
    }

    @Test
    void the_ledger_and_the_budget_know_of_each_round() {
        InMemoryLedger ledger = new InMemoryLedger();
        running.context.getRegistry().bind("repairs", ledger);
        simulator.enqueue(answer("no", "0.01"));
        simulator.enqueue(answer("{\"a\":1}", "0.02"));

        Exchange exchange = running.send(
                "openrouter:completion?ledger=#repairs&budget=1/total&budgetReserve=0.1" + REPAIRED, "hello", Map.of());

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("a", 1));
        assertThat(ledger.entries().stream().map(entry -> entry.cost()).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0.03");
    }

    @Test
    void a_budget_that_has_no_room_for_another_round_ends_it_with_what_was_paid() {
        simulator.enqueue(answer("no", "0.08"));

        Exchange exchange =
                running.send("openrouter:completion?budget=0.1/total&budgetReserve=0.09" + REPAIRED, "hello", Map.of());

        assertThat(exchange.getException()).isInstanceOf(io.github.camelopenrouter.error.BudgetExceededException.class);
        assertThat(exchange.getException().getSuppressed()).singleElement().isInstanceOf(InvalidAnswerException.class);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void all_rounds_have_one_total_timeout() {
        simulator.enqueue(answer("no", "0.01"));
        simulator.enqueue(Reply.hang());

        Exchange exchange = running.send("openrouter:completion?totalTimeout=2s" + REPAIRED, "hello", Map.of());

        assertThat(((OpenRouterException) exchange.getException()).getErrorType())
                .isEqualTo("total_timeout");
        assertThat(simulator.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_route_that_stops_ends_whichever_round_is_under_way(int before) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < before; i++) {
            simulator.enqueue(answer("no", "0.01"));
        }
        simulator.enqueue(answer("{\"a\":1}", "0.01").heldUntil(never));
        String route = "repaired" + before;
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + route).routeId(route).to("openrouter:completion?user=" + route + REPAIRED);
            }
        });
        CompletableFuture<Exchange> asked = running.context
                .createProducerTemplate()
                .asyncSend("direct:" + route, exchange -> exchange.getIn().setBody("hello"));
        await().atMost(Duration.ofSeconds(10)).until(() -> simulator.requests().size() == before + 1);

        running.context.getRouteController().stopRoute(route, 100, java.util.concurrent.TimeUnit.MILLISECONDS);

        assertThat(asked.get(10, java.util.concurrent.TimeUnit.SECONDS).getException())
                .isInstanceOf(OpenRouterException.class);
        never.countDown();
        assertThat(List.of(before + 1)).contains(simulator.requests().size());
    }

    /** Throws what no exception handler expects. */
    public static final class Broken {
        public Broken() {
            throw new StackOverflowError();
        }

        public void setName(String name) {
            throw new AssertionError(name);
        }
    }

    @Test
    void an_error_of_the_class_that_is_read_ends_the_exchange_once() {
        simulator.enqueue(answer("{\"name\":\"a\"}", "0.01"));

        Exchange exchange = running.send(
                "openrouter:completion?validate=false&strict=false&jsonSchema=RAW({\"type\":\"object\"})&outputClass="
                        + Broken.class.getName(),
                "hello",
                Map.of());

        assertThat(exchange.getException()).isNotNull();
    }
}
