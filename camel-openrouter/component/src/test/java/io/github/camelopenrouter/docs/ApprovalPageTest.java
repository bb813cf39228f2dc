package io.github.camelopenrouter.docs;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.PendingToolCall;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;
import io.github.camelopenrouter.tool.ToolDecision;

import static org.assertj.core.api.Assertions.assertThat;

class ApprovalPageTest extends DocsTestSupport {
    private final List<Object> refunds = new CopyOnWriteArrayList<>();

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "questions", "direct:questions",
                "decisions", "direct:decisions",
                "approvals", "mock:approvals",
                "answers", "mock:answers",
                "approvalSecret", "0123456789abcdef0123456789abcdef"));
        return properties;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        // the routes here differ in whom they ask
        context.getComponent("openrouter", OpenRouterComponent.class).setAutowiredEnabled(false);
        // tag::bean[]
        ToolApproval smallOnly = request -> {
            int amount = (Integer) request.arguments().get("amount");
            return CompletableFuture.completedFuture(
                    amount <= 50 ? ToolDecision.allow() : ToolDecision.deny("Refunds above 50 need a human."));
        };
        context.getRegistry().bind("smallOnly", smallOnly);
        // end::bean[]
        // tag::authorization[]
        ToolAuthorization agents = request -> CompletableFuture.completedFuture(
                "agent".equals(request.headers().get("role")));
        context.getRegistry().bind("agents", agents);
        // end::authorization[]
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=refund&description=Pays money back"
                                + "&parameter.amount=integer&parameter.amount.required=true")
                        .process(exchange -> refunds.add(exchange.getMessage().getBody()))
                        .setBody(simple("${body[amount]} paid back"));

                // tag::use[]
                from("direct:small")
                        .to("openrouter:completion?tools=refund&toolApproval=#smallOnly"
                                + "&toolAuthorization=#agents&toolHeaders=role");
                // end::use[]

                // tag::route[]
                from("direct:support")
                        .to("openrouter:completion?tools=refund&toolApprovalTo=direct:approve"
                                + "&toolApprovalSecret={{approvalSecret}}");

                from("direct:approve")
                        .choice()
                        .when(simple("${body.arguments[amount]} <= 50"))
                        .setBody(constant("allow"))
                        .when(simple("${body.arguments[amount]} <= 500"))
                        .setBody(constant("ask"))
                        .otherwise()
                        .setBody(constant("deny: No refund is higher than 500."));
                // end::route[]

                // tag::ask[]
                from("{{questions}}")
                        .to("openrouter:completion?tools=refund&toolApprovalTo=direct:approve"
                                + "&toolApprovalSecret={{approvalSecret}}")
                        .choice()
                        .when(header("CamelOpenRouterPendingToolCalls").isNotNull())
                        .convertBodyTo(String.class) // JSON
                        .to("{{approvals}}") // such as jms:queue:approvals
                        .otherwise()
                        .to("{{answers}}");
                // end::ask[]

                // tag::back[]
                from("{{decisions}}") // such as jms:queue:decisions
                        .convertBodyTo(PendingToolCalls.class)
                        .to("{{questions}}"); // goes on, and may ask again
                // end::back[]

                // tag::manual[]
                from("direct:manual")
                        .to("openrouter:completion?tools=refund&toolExecution=manual")
                        .loopDoWhile(header("CamelOpenRouterPendingToolCalls").isNotNull())
                        .process(exchange -> {
                            PendingToolCalls pending = exchange.getMessage().getBody(PendingToolCalls.class);
                            for (PendingToolCall call : pending.calls()) {
                                pending = pending.withResult(call.id(), run(call));
                            }
                            exchange.getMessage().setBody(pending);
                        })
                        .to("openrouter:completion?tools=refund&toolExecution=manual")
                        .end();
                // end::manual[]

                // tag::stream[]
                from("direct:stream")
                        .to("openrouter:streaming?tools=refund&toolApprovalTo=direct:approve"
                                + "&toolApprovalSecret={{approvalSecret}}")
                        .split(body())
                        .streaming()
                        .choice()
                        .when(simple("${body.last} == true && ${body.loop.pending} != null"))
                        .setBody(simple("${body.loop.pending}"))
                        .to("{{approvals}}")
                        .otherwise()
                        .to("mock:chunks");
                // end::stream[]
            }

            private String run(PendingToolCall call) {
                return call.arguments().get("amount") + " paid by hand";
            }
        };
    }

    private static Reply asks(int amount) {
        return Reply.json(
                "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,"
                        + "\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"refund\","
                        + "\"arguments\":\"{\\\"amount\\\":" + amount + "}\"}}]}}],\"usage\":{\"prompt_tokens\":5,"
                        + "\"completion_tokens\":5,\"total_tokens\":10,\"cost\":0.01}}");
    }

    private static Reply says(String text) {
        return Reply.json(
                "{\"id\":\"gen-2\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"" + text
                        + "\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":10,\"cost\":0.02}}");
    }

    private Exchange ask(String uri, Object body, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    private String told(int request) throws Exception {
        return new ObjectMapper()
                .readTree(simulator.requests().get(request).text())
                .path("messages")
                .get(2)
                .path("content")
                .asText();
    }

    @Test
    void a_bean_allows_what_is_small_to_those_who_may() throws Exception {
        simulator.enqueue(asks(20), says("Done."), asks(90), says("Done."), asks(20), says("Done."));

        ask("direct:small", "refund", Map.of("role", "agent"));
        ask("direct:small", "refund", Map.of("role", "agent"));
        ask("direct:small", "refund", Map.of("role", "guest"));

        assertThat(refunds).containsExactly(Map.of("amount", 20));
        assertThat(told(3)).isEqualTo("The tool was not run: Refunds above 50 need a human.");
        assertThat(told(5)).isEqualTo("The tool was not run: it may not be called here.");
    }

    @Test
    void a_route_decides() throws Exception {
        simulator.enqueue(asks(20), says("Done."), asks(900), says("Done."));

        ask("direct:support", "refund", Map.of());
        ask("direct:support", "refund", Map.of());

        assertThat(refunds).containsExactly(Map.of("amount", 20));
        assertThat(told(3)).isEqualTo("The tool was not run: No refund is higher than 500.");
    }

    @Test
    void what_waits_leaves_as_json_and_goes_on_when_somebody_has_decided() throws Exception {
        simulator.enqueue(asks(200), says("200 are on the way."));

        ask("direct:questions", "I want my money back", Map.of());
        String json = mock("approvals").getExchanges().get(0).getMessage().getBody(String.class);
        assertThat(refunds).isEmpty();

        // tag::decide[]
        PendingToolCalls pending = PendingToolCalls.of(json);
        for (PendingToolCall call : pending.calls()) {
            pending = pending.allow(call.id()); // or deny(call.id(), reason), or change(call.id(), arguments)
        }
        String decided = pending.toJson();
        // end::decide[]
        assertThat(new ObjectMapper()
                        .readTree(decided)
                        .path("decisions")
                        .path("call_1")
                        .path("decision")
                        .asText())
                .isEqualTo("allow");
        ask("direct:decisions", decided, Map.of());
        Exchange twice = ask("direct:decisions", decided, Map.of());

        assertThat(refunds).containsExactly(Map.of("amount", 200));
        assertThat(mock("answers").getExchanges().get(0).getMessage().getBody()).isEqualTo("200 are on the way.");
        assertThat(((ToolLoopException) twice.getException()).getErrorType()).isEqualTo("tool_approval_used");
    }

    @Test
    void a_route_runs_the_calls_itself() throws Exception {
        simulator.enqueue(asks(200), says("Done."));

        assertThat(ask("direct:manual", "refund", Map.of()).getMessage().getBody())
                .isEqualTo("Done.");

        assertThat(told(1)).isEqualTo("200 paid by hand");
        assertThat(refunds).isEmpty();
    }

    @Test
    void the_last_chunk_of_a_stream_has_what_waits() {
        simulator.enqueue(Reply.sse(
                "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Let me see. \",\"tool_calls\":["
                        + "{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"refund\",\"arguments\":\"{\\\"amount\\\":200}\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}]}\n\n",
                "data: [DONE]\n\n"));

        ask("direct:stream", "refund", Map.of());

        assertThat(mock("chunks")
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getBody(ChatChunk.class)
                        .text())
                .isEqualTo("Let me see. ");
        assertThat(mock("approvals")
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getBody(PendingToolCalls.class)
                        .calls())
                .hasSize(1);
        assertThat(refunds).isEmpty();
    }
}
