package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.simulator.AssistantTurn;
import io.github.camelopenrouter.simulator.FunctionCall;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.InMemoryLedger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Each round of a model that uses tools is a call of its own, for the bill and for all that limits calls. */
class ToolMoneyTest extends SimulatorTestSupport {
    private static final String THREE_ROUNDS = "What is the weather in Berlin, in 3 rounds?";
    private static final String LEDGER = "&tools=weather&ledger=#ledger";
    private static final Duration LATE = Duration.ofSeconds(30);

    private final InMemoryLedger ledger = new InMemoryLedger();
    private final AtomicInteger ran = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city"
                                + "&parameter.city=string&parameter.city.required=true")
                        .process(exchange -> ran.incrementAndGet())
                        .setBody(constant("20 degrees"));
                from("openrouter:tool?name=held&description=Waits").process(exchange -> {
                    entered.countDown();
                    leave.await();
                });
                from("openrouter:tool?name=expert&description=Asks another model&parameter.question=string")
                        .setBody(simple("${body[question]}"))
                        .to("direct:one-at-a-time");
                from("direct:one-at-a-time").to("openrouter:completion?maxInFlight=1&circuitBreaker=true&tools=expert");
            }
        };
    }

    @BeforeEach
    void bindLedger() {
        context.getRegistry().bind("ledger", ledger);
    }

    @AfterEach
    void letGo() {
        leave.countDown();
    }

    private static AssistantTurn weather(String cost) {
        return AssistantTurn.calls(FunctionCall.of("weather", "{\"city\":\"Berlin\"}"))
                .id("gen-" + cost)
                .cost(cost);
    }

    private static AssistantTurn says(String cost) {
        return AssistantTurn.says("It is warm.").id("gen-" + cost).cost(cost);
    }

    private static BigDecimal total(Exchange exchange) {
        return exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class);
    }

    private static ToolLoop read(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        List<ChatChunk> chunks = new ArrayList<>();
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            stream.forEachRemaining(chunks::add);
        }
        return chunks.get(chunks.size() - 1).loop();
    }

    private static OpenRouterException failure(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        return (OpenRouterException) exchange.getException();
    }

    // ---- the sum of the rounds is the ledger's is the bill

    @Test
    void the_rounds_of_a_completion_cost_what_the_ledger_says_and_the_service_bills() {
        Exchange exchange = send("openrouter:completion?maxTokens=200" + LEDGER, THREE_ROUNDS);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_ROUNDS))
                .isEqualTo(4);
        assertThat(simulator.billedGenerations())
                .hasSize(4)
                .allMatch(each -> each.cost().signum() > 0);
        assertThat(total(exchange)).isEqualByComparingTo(simulator.billed());
        assertThat(ledger.cost()).isEqualByComparingTo(simulator.billed());
        assertThat(ledger.entries().stream().mapToLong(each -> each.calls()).sum())
                .isEqualTo(4);
    }

    @Test
    void the_rounds_of_a_stream_cost_what_the_ledger_says_and_the_service_bills() {
        ToolLoop loop = read(send("openrouter:streaming?maxTokens=200" + LEDGER, THREE_ROUNDS));

        assertThat(loop.rounds()).isEqualTo(4);
        assertThat(simulator.billedGenerations())
                .hasSize(4)
                .allMatch(each -> each.cost().signum() > 0);
        assertThat(loop.cost()).isEqualByComparingTo(simulator.billed());
        await().atMost(LATE).untilAsserted(() -> assertThat(ledger.cost()).isEqualByComparingTo(simulator.billed()));
    }

    @Test
    void a_loop_that_its_cost_ends_tells_what_was_billed_to_the_last_digit() {
        Exchange exchange = send("openrouter:completion?maxTokens=200&maxToolCost=0.000000001" + LEDGER, THREE_ROUNDS);

        assertThat(failure(exchange).getErrorType()).isEqualTo("tool_cost_exceeded");
        assertThat(((ToolLoopException) exchange.getException()).getLoop().cost())
                .isEqualByComparingTo(simulator.billed());
        assertThat(total(exchange)).isEqualByComparingTo(simulator.billed());
        assertThat(ledger.cost()).isEqualByComparingTo(simulator.billed());
        assertThat(ran).hasValue(0);
    }

    /** An answer that the service itself calls failed, and says what it cost. */
    private static AssistantTurn failed(String cost) {
        return AssistantTurn.says("It").id("gen-" + cost).cost(cost).finishReason("error");
    }

    @Test
    void a_round_that_failed_and_was_billed_counts_in_a_completion() {
        simulator.enqueue(weather("0.0101").completion(), failed("0.0022").completion());

        Exchange exchange = send("openrouter:completion?maxTokens=200" + LEDGER, "hello");

        assertThat(failure(exchange)).isNotNull();
        assertThat(simulator.billed()).isEqualByComparingTo("0.0123");
        assertThat(total(exchange)).isEqualByComparingTo("0.0123");
        assertThat(ledger.cost()).isEqualByComparingTo("0.0123");
    }

    @Test
    void a_round_that_failed_and_was_billed_counts_where_another_attempt_follows() {
        simulator.enqueue(
                weather("0.0101").completion(),
                failed("0.0022").completion(),
                says("0.0003").completion());

        Exchange exchange = send("openrouter:completion?maxTokens=200&maxRetries=1" + LEDGER, "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(simulator.billed()).isEqualByComparingTo("0.0126");
        assertThat(total(exchange)).isEqualByComparingTo("0.0126");
        assertThat(ledger.cost()).isEqualByComparingTo("0.0126");
    }

    @Test
    void a_round_that_failed_and_says_what_it_cost_counts_in_a_stream() {
        simulator.enqueue(
                weather("0.0101").streamed(7),
                Reply.sse(
                        "data: {\"id\":\"gen-2\",\"model\":\"openai/gpt-4o-mini\",\"error\":{\"code\":502,\"message\":\"no\"},"
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],"
                                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,\"cost\":0.0022}}\n\n"));

        Exchange exchange = send("openrouter:streaming?maxTokens=200" + LEDGER, "hello");

        OpenRouterException failure;
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            failure = catchThrowableOfType(OpenRouterException.class, stream::rest);
        }
        assertThat(((ToolLoopException) failure.getSuppressed()[0]).getLoop().cost())
                .isEqualByComparingTo("0.0123");
        await().atMost(LATE).untilAsserted(() -> assertThat(ledger.cost()).isEqualByComparingTo("0.0123"));
    }

    @Test
    void a_round_that_was_cut_is_not_known_and_comes_into_the_ledger_when_the_service_tells() {
        simulator.replyWith(request -> request.path().endsWith("/generation")
                ? Reply.json("{\"data\":{\"id\":\"gen-0.0022\",\"model\":\"openai/gpt-4o-mini\",\"total_cost\":0.0022,"
                        + "\"native_tokens_prompt\":10,\"native_tokens_completion\":20}}")
                : null);
        simulator.enqueue(
                weather("0.0101").streamed(7), says("0.0022").streamed(2).truncatedAfter(400));

        Exchange exchange = send("openrouter:streaming?maxTokens=200" + LEDGER, "hello");

        OpenRouterException failure;
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            failure = catchThrowableOfType(OpenRouterException.class, stream::rest);
        }
        assertThat(failure.isRetryable()).isFalse();
        assertThat(((ToolLoopException) failure.getSuppressed()[0]).getLoop().cost())
                .isEqualByComparingTo("0.0101");
        await().atMost(LATE).untilAsserted(() -> assertThat(ledger.cost()).isEqualByComparingTo("0.0123"));
    }

    @Test
    void a_loop_that_is_left_in_a_later_round_costs_what_the_service_billed_by_then() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .tokenInterval(Duration.ofMillis(50))
                .start()) {
            String uri = "openrouter:streaming?maxTokens=200&baseUrl=" + slow.baseUrl() + LEDGER;
            ChatStream stream = send(uri, "What is the weather in Berlin? Tell it in many words.")
                    .getMessage()
                    .getBody(ChatStream.class);
            while (stream.next().text().isEmpty()) {
                // what the tool did
            }
            stream.close();

            assertThat(ran).hasValue(1);
            await().atMost(LATE).untilAsserted(() -> {
                assertThat(slow.chatCallsInFlight()).isZero();
                assertThat(slow.billedGenerations()).hasSize(2);
                assertThat(ledger.cost()).isEqualByComparingTo(slow.billed());
            });
        }
    }

    @Test
    void a_loop_that_is_left_while_a_tool_runs_costs_its_rounds_so_far() throws Exception {
        simulator.enqueue(AssistantTurn.calls(FunctionCall.of("held", "{}"))
                .cost("0.0101")
                .streamed(7));

        ChatStream stream = send("openrouter:streaming?tools=held&ledger=#ledger", "hello")
                .getMessage()
                .getBody(ChatStream.class);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        stream.close();

        assertThat(simulator.billed()).isEqualByComparingTo("0.0101");
        await().atMost(LATE).untilAsserted(() -> assertThat(ledger.cost()).isEqualByComparingTo("0.0101"));
    }

    // ---- each round passes what limits calls

    @Test
    void a_tool_may_ask_through_the_endpoint_that_waits_for_it_though_only_one_call_may_be_in_flight() {
        simulator.enqueue(
                AssistantTurn.calls(FunctionCall.of("expert", "{\"question\":\"How is Paris?\"}"))
                        .cost("0.01")
                        .completion(),
                AssistantTurn.says("Warm.").cost("0.02").completion(),
                AssistantTurn.says("It is warm.").cost("0.03").completion());

        CompletableFuture<Exchange> asked = template.asyncSend(
                "direct:one-at-a-time", exchange -> exchange.getIn().setBody("How is Paris? Ask an expert."));

        assertThat(asked).succeedsWithin(Duration.ofSeconds(30));
        assertThat(asked.join().getException()).isNull();
        assertThat(asked.join().getMessage().getBody()).isEqualTo("It is warm.");
        assertThat(simulator.requests()).hasSize(3);
        assertThat(simulator.peakChatCallsInFlight()).isEqualTo(1);
    }

    @Test
    void calls_of_one_turn_may_ask_side_by_side_through_an_endpoint_that_lets_one_through() {
        simulator.enqueue(AssistantTurn.calls(
                        FunctionCall.of("expert", "{\"question\":\"One?\"}"),
                        FunctionCall.of("expert", "{\"question\":\"Two?\"}"),
                        FunctionCall.of("expert", "{\"question\":\"Three?\"}"))
                .completion());
        simulator.enqueue(
                AssistantTurn.says("1").completion(),
                AssistantTurn.says("2").completion(),
                AssistantTurn.says("3").completion(),
                AssistantTurn.says("All.").completion());

        CompletableFuture<Exchange> asked = template.asyncSend(
                "direct:one-at-a-time", exchange -> exchange.getIn().setBody("Ask three experts."));

        assertThat(asked).succeedsWithin(Duration.ofSeconds(30));
        assertThat(asked.join().getMessage().getBody()).isEqualTo("All.");
        assertThat(simulator.peakChatCallsInFlight()).isEqualTo(1);
    }

    @Test
    void a_rate_that_is_used_up_between_rounds_keeps_the_next_one_back() {
        simulator.enqueue(weather("0.01").completion(), says("0.02").completion());

        Exchange exchange = send("openrouter:completion?requestsPerMinute=1&queueTimeout=100" + LEDGER, "hello");

        assertThat(failure(exchange)).isInstanceOf(NotAdmittedException.class);
        assertThat(failure(exchange).isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
        assertThat(total(exchange)).isEqualByComparingTo("0.01");
    }

    @Test
    void a_budget_that_is_used_up_between_rounds_lets_no_further_one_out() {
        simulator.enqueue(weather("0.08").completion(), says("0.02").completion());

        Exchange exchange = send("openrouter:completion?budget=0.1/total&budgetReserve=0.09" + LEDGER, "hello");

        assertThat(failure(exchange)).isInstanceOf(BudgetExceededException.class);
        assertThat(simulator.requests()).hasSize(1);
        assertThat(ran).hasValue(1);
        assertThat(total(exchange)).isEqualByComparingTo("0.08");
        assertThat(ledger.cost()).isEqualByComparingTo("0.08");
    }

    @Test
    void a_key_that_may_not_pay_any_more_between_rounds_is_not_asked_with_again() {
        simulator.enqueue(
                weather("0.01").completion(),
                Reply.json(402, "{\"error\":{\"code\":402,\"message\":\"Insufficient credits\"}}"),
                says("0.02").completion());

        Exchange first = send("openrouter:completion?maxRetries=3" + LEDGER, "hello");

        assertThat(failure(first).getStatusCode()).isEqualTo(402);
        assertThat(simulator.requests()).hasSize(2);
        assertThat(total(first)).isEqualByComparingTo("0.01");
        assertThat(first.getMessage().getHeader(OpenRouterConstants.TOOL_ROUNDS))
                .isEqualTo(1);
    }

    @Test
    void a_round_that_is_refused_for_the_rate_of_the_service_is_repeated_within_its_attempts() {
        simulator.enqueue(
                weather("0.01").completion(),
                Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"),
                says("0.02").completion());

        Exchange exchange = send("openrouter:completion?maxRetries=1" + LEDGER, "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(ran).hasValue(1);
        assertThat(total(exchange)).isEqualByComparingTo("0.03");
    }

    @Test
    void a_model_that_fails_in_later_rounds_is_left_alone() {
        String uri = "openrouter:completion?circuitBreaker=true&circuitBreakerMinimumCalls=2" + LEDGER;
        simulator.enqueue(
                weather("0.01").completion(),
                Reply.json(502, "{\"error\":{\"code\":502,\"message\":\"bad gateway\"}}"));

        OpenRouterException first = failure(send(uri, "hello"));
        OpenRouterException second = failure(send(uri, "hello"));

        assertThat(first.getStatusCode()).isEqualTo(502);
        assertThat(second.getErrorType()).isEqualTo("circuit_open");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_key_that_is_blocked_while_a_tool_runs_is_not_asked_with_in_the_next_round() {
        simulator.enqueue(
                AssistantTurn.calls(FunctionCall.of("expert", "{\"question\":\"How is Paris?\"}"))
                        .cost("0.01")
                        .completion(),
                Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"User not found\"}}"));

        Exchange exchange = send("direct:one-at-a-time", "hello");

        assertThat(failure(exchange).getErrorType()).isEqualTo("key_blocked");
        assertThat(simulator.requests()).hasSize(2);
        assertThat(total(exchange)).isEqualByComparingTo("0.01");
    }
}
