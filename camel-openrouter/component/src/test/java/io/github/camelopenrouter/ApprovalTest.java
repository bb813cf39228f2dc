package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;
import io.github.camelopenrouter.tool.ToolDecision;
import io.github.camelopenrouter.tool.ToolRequest;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who is asked before a tool runs. */
class ApprovalTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APPROVED = "openrouter:completion?tools=pay&toolApproval=#approval";
    private static final String NOT_APPROVED = "The tool was not run: it was not approved.";

    private final List<Object> paid = new CopyOnWriteArrayList<>();
    private final List<ToolRequest> asked = new CopyOnWriteArrayList<>();
    private final List<ToolRequest> checked = new CopyOnWriteArrayList<>();
    private volatile ToolApproval approval = request -> CompletableFuture.completedFuture(ToolDecision.allow());
    private volatile ToolAuthorization authorization = request -> CompletableFuture.completedFuture(true);
    private volatile Object left;

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("approval", (ToolApproval) request -> {
            asked.add(request);
            return approval.decide(request);
        });
        context.getRegistry().bind("authorization", (ToolAuthorization) request -> {
            checked.add(request);
            return authorization.mayRun(request);
        });
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=pay&description=Pays an amount&parameter.amount=integer&parameter.amount.required=true")
                        .process(exchange -> paid.add(exchange.getMessage().getBody()))
                        .setBody(simple("paid ${body[amount]}"));
                from("direct:approve").process(exchange -> {
                    asked.add(exchange.getMessage().getBody(ToolRequest.class));
                    if (left instanceof Exception failure) {
                        throw failure;
                    }
                    if (left != null) {
                        exchange.getMessage().setBody(left);
                    }
                });
            }
        };
    }

    private JsonNode request(int at) throws Exception {
        return JSON.readTree(simulator.requests().get(at).text());
    }

    private String told(int call) throws Exception {
        return request(1).path("messages").get(2 + call).path("content").asText();
    }

    private void enqueue(String... arguments) {
        String[] calls = new String[arguments.length];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = call("c" + (i + 1), "pay", arguments[i]);
        }
        simulator.enqueue(calls("0.01", calls));
        simulator.enqueue(text("0.01", "Done."));
    }

    // ---- a bean

    @Test
    void what_is_allowed_runs_and_the_approval_saw_what_it_is() {
        enqueue("{\"amount\": 7}");

        Exchange exchange = send(APPROVED + "&toolHeaders=tenant", "pay", Map.of("tenant", "acme", "other", "x"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(paid).containsExactly(Map.of("amount", 7));
        ToolRequest request = asked.get(0);
        assertThat(request.name()).isEqualTo("pay");
        assertThat(request.callId()).isEqualTo("c1");
        assertThat(request.arguments()).isEqualTo(Map.of("amount", 7));
        assertThat(request.headers()).isEqualTo(Map.of("tenant", "acme"));
        assertThat(request.round()).isEqualTo(1);
        assertThat(request.hash()).matches("[0-9a-f]{64}");
        assertThat(request.toString()).doesNotContain("7").doesNotContain("acme");
        assertThatThrownBy(() -> request.arguments().put("amount", 8))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void what_is_denied_does_not_run_and_the_model_is_told_why() throws Exception {
        enqueue("{\"amount\":7}", "{\"amount\":8}");
        approval = request -> CompletableFuture.completedFuture(
                request.arguments().get("amount").equals(7)
                        ? ToolDecision.deny("7 is too much")
                        : ToolDecision.allow());

        Exchange exchange = send(APPROVED, "pay");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(paid).containsExactly(Map.of("amount", 8));
        assertThat(told(0)).isEqualTo("The tool was not run: 7 is too much");
        assertThat(told(1)).isEqualTo("paid 8");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_CALLS_MADE))
                .isEqualTo(1);
    }

    @Test
    void the_tool_runs_with_the_arguments_that_the_approval_changed() throws Exception {
        enqueue("{\"amount\":7}");
        approval = request -> CompletableFuture.completedFuture(ToolDecision.change(Map.of("amount", 5)));

        send(APPROVED + "&toolAuthorization=#authorization", "pay");

        assertThat(paid).containsExactly(Map.of("amount", 5));
        assertThat(told(0)).isEqualTo("paid 5");
        // the turn of the model goes back as it was
        assertThat(request(1).path("messages").get(1).toString()).contains("7");
        assertThat(checked)
                .extracting(ToolRequest::arguments)
                .containsExactly(Map.of("amount", 7), Map.of("amount", 5));
        assertThat(checked.get(0).hash()).isNotEqualTo(checked.get(1).hash());
    }

    @Test
    void a_change_to_what_is_not_valid_is_a_denial() throws Exception {
        enqueue("{\"amount\":7}");
        approval = request -> CompletableFuture.completedFuture(ToolDecision.change(Map.of("amount", "much")));

        assertThat(send(APPROVED, "pay").getMessage().getBody()).isEqualTo("Done.");

        assertThat(paid).isEmpty();
        assertThat(told(0)).isEqualTo(NOT_APPROVED);
    }

    @ParameterizedTest
    @CsvSource({"throws", "fails", "null", "nothing", "never"})
    void an_approval_without_an_answer_is_a_denial_that_says_nothing_of_it(String how) throws Exception {
        enqueue("{\"amount\":7}");
        approval = request -> without(how);

        assertThat(send(APPROVED + "&toolApprovalTimeout=50ms", "pay")
                        .getMessage()
                        .getBody())
                .isEqualTo("Done.");

        assertThat(paid).isEmpty();
        assertThat(told(0)).isEqualTo(NOT_APPROVED);
    }

    private static CompletionStage<ToolDecision> without(String how) {
        return switch (how) {
            case "throws" -> throw new IllegalStateException("secret");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
            case "null" -> CompletableFuture.completedFuture(null);
            case "nothing" -> null;
            default -> new CompletableFuture<>();
        };
    }

    @Test
    void arguments_that_are_not_valid_are_nobody_s_to_approve() throws Exception {
        enqueue("{\"amount\":\"much\"}");

        send(APPROVED, "pay");

        assertThat(asked).isEmpty();
        assertThat(told(0)).contains("amount");
    }

    @Test
    void nothing_of_a_turn_runs_before_all_its_calls_have_an_answer() throws Exception {
        enqueue("{\"amount\":1}", "{\"amount\":2}");
        CompletableFuture<ToolDecision> later = new CompletableFuture<>();
        approval = request ->
                request.callId().equals("c1") ? CompletableFuture.completedFuture(ToolDecision.allow()) : later;

        CompletableFuture<Exchange> sent =
                template.asyncSend(APPROVED, exchange -> exchange.getIn().setBody("pay"));
        await().until(() -> asked.size() == 2);
        assertThat(paid).isEmpty();
        later.complete(ToolDecision.allow());

        assertThat(sent.get(30, TimeUnit.SECONDS).getException()).isNull();
        assertThat(paid).hasSize(2);
    }

    @Test
    void nothing_runs_once_the_time_of_the_loop_is_over() {
        simulator.enqueue(calls("0.01", call("c1", "pay", "{\"amount\":7}")));
        approval = request -> new CompletableFuture<>();

        Exchange exchange = send(APPROVED + "&maxToolTime=50ms", "pay");

        assertThat(((OpenRouterException) exchange.getException()).getErrorType())
                .isEqualTo("tool_time_exceeded");
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_stop_while_an_approval_is_waited_for_ends_the_exchange_and_nothing_runs() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "pay", "{\"amount\":7}")));
        approval = request -> new CompletableFuture<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stopped").routeId("stopped").to(APPROVED);
            }
        });
        CompletableFuture<Exchange> sent = template.asyncSend(
                "direct:stopped", exchange -> exchange.getIn().setBody("pay"));
        await().until(() -> asked.size() == 1);

        context.getRouteController().stopRoute("stopped", 100, TimeUnit.MILLISECONDS);

        OpenRouterException failure =
                (OpenRouterException) sent.get(30, TimeUnit.SECONDS).getException();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    // ---- authorization

    @Test
    void what_may_not_be_called_does_not_run_and_nobody_is_asked_to_approve_it() throws Exception {
        enqueue("{\"amount\":7}");
        authorization = request -> CompletableFuture.completedFuture(false);

        send(APPROVED + "&toolAuthorization=#authorization", "pay");

        assertThat(paid).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(told(0)).isEqualTo("The tool was not run: it may not be called here.");
    }

    @Test
    void an_approval_cannot_change_arguments_to_what_is_not_authorized() throws Exception {
        enqueue("{\"amount\":7}");
        authorization = request -> CompletableFuture.completedFuture(
                !request.arguments().get("amount").equals(700));
        approval = request -> CompletableFuture.completedFuture(ToolDecision.change(Map.of("amount", 700)));

        send(APPROVED + "&toolAuthorization=#authorization", "pay");

        assertThat(paid).isEmpty();
        assertThat(told(0)).isEqualTo("The tool was not run: it may not be called here.");
    }

    @Test
    void an_authorization_that_fails_authorizes_nothing() throws Exception {
        enqueue("{\"amount\":7}");
        authorization = request -> {
            throw new IllegalStateException("secret");
        };

        send("openrouter:completion?tools=pay&toolAuthorization=#authorization", "pay");

        assertThat(paid).isEmpty();
        assertThat(told(0)).isEqualTo("The tool was not run: it may not be called here.");
    }

    // ---- a route

    @ParameterizedTest
    @CsvSource({
        "allow, paid 7",
        "' Allow ', paid 7",
        "deny, The tool was not run: it was not approved.",
        "deny: ask the boss, The tool was not run: ask the boss",
        "yes, The tool was not run: it was not approved."
    })
    void a_route_decides_by_a_word(String word, String told) throws Exception {
        enqueue("{\"amount\":7}");
        left = word;

        Exchange exchange = send("openrouter:completion?tools=pay&toolApprovalTo=direct:approve", "pay");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(told(0)).isEqualTo(told);
        assertThat(asked).extracting(ToolRequest::callId).containsExactly("c1");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.02"));
    }

    @Test
    void a_route_decides_by_a_decision() throws Exception {
        enqueue("{\"amount\":7}");
        left = ToolDecision.change(Map.of("amount", 6));

        send("openrouter:completion?tools=pay&toolApprovalTo=direct:approve", "pay");

        assertThat(told(0)).isEqualTo("paid 6");
    }

    @Test
    void a_route_that_fails_or_says_nothing_denies() throws Exception {
        enqueue("{\"amount\":7}");
        send("openrouter:completion?tools=pay&toolApprovalTo=direct:approve", "pay");
        assertThat(told(0)).isEqualTo(NOT_APPROVED);

        simulator.reset();
        enqueue("{\"amount\":7}");
        left = new IllegalStateException("secret");
        send("openrouter:completion?tools=pay&toolApprovalTo=direct:approve", "pay");
        assertThat(told(0)).isEqualTo(NOT_APPROVED);
        assertThat(paid).isEmpty();
    }

    // ---- options

    @ParameterizedTest
    @CsvSource({
        "toolApproval=#approval&toolApprovalTo=direct:approve, toolApprovalTo",
        "toolApproval=#approval&toolExecution=manual, toolExecution",
        "toolApprovalSecret=short, toolApprovalSecret"
    })
    void options_that_do_not_fit_are_refused_at_start(String options, String named) {
        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:bad").to("openrouter:completion?tools=pay&" + options);
                    }
                }))
                .hasStackTraceContaining(named);
    }
}
