package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;
import io.github.camelopenrouter.tool.ToolDecision;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.message;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls of tools that leave with the message, and come back with decisions or results. */
class PendingToolCallsTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "&toolApprovalSecret=0123456789abcdef0123456789abcdef";
    private static final String OPTIONS = "?tools=pay,look&toolApproval=#approval" + SECRET;
    private static final String ASKS = "openrouter:completion" + OPTIONS;
    private static final String MANUAL = "openrouter:completion?tools=pay,look&toolExecution=manual";

    private final List<Object> paid = new CopyOnWriteArrayList<>();
    private final List<ChatChunk> pushed = new CopyOnWriteArrayList<>();
    private final IdempotentRepository shared = MemoryIdempotentRepository.memoryIdempotentRepository();
    private volatile boolean authorized = true;
    private CamelContext other;

    private final RouteBuilder tools = new RouteBuilder() {
        @Override
        public void configure() {
            from("openrouter:tool?name=pay&description=Pays an amount&parameter.amount=integer&parameter.amount.required=true")
                    .process(exchange -> paid.add(Map.of(
                            "body", exchange.getMessage().getBody(),
                            "tenant", exchange.getMessage().getHeader("tenant", "none", String.class))))
                    .setBody(simple("paid ${body[amount]}"));
            from("openrouter:tool?name=look&description=Looks").setBody(constant("seen"));
        }
    };

    @Override
    protected RouteBuilder[] createRouteBuilders() {
        bind(context);
        return new RouteBuilder[] {
            tools,
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("openrouter:tool?name=answer&description=Answers&returnDirect=true")
                            .setBody(constant("from the tool"));
                    from("direct:chunks")
                            .process(
                                    exchange -> pushed.add(exchange.getMessage().getBody(ChatChunk.class)));
                    from("direct:redelivered")
                            .errorHandler(
                                    defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                            .to(ASKS);
                }
            }
        };
    }

    private void bind(CamelContext context) {
        context.getRegistry().bind("approval", (ToolApproval) request -> CompletableFuture.completedFuture(
                request.name().equals("look") ? ToolDecision.allow() : ToolDecision.ask()));
        context.getRegistry()
                .bind("authorization", (ToolAuthorization) request -> CompletableFuture.completedFuture(authorized));
        context.getRegistry().bind("shared", shared);
    }

    @AfterEach
    void stopTheOther() {
        if (other != null) {
            other.stop();
        }
    }

    /** Another node that talks to the same service. */
    private ProducerTemplate otherNode() throws Exception {
        other = new DefaultCamelContext();
        OpenRouterComponent component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        other.addComponent("openrouter", component);
        bind(other);
        other.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=pay&description=Pays an amount&parameter.amount=integer")
                        .process(exchange -> paid.add("on the other node"))
                        .setBody(simple("paid ${body[amount]}"));
                from("openrouter:tool?name=look&description=Looks").setBody(constant("seen"));
            }
        });
        other.start();
        simulator.reset();
        return other.createProducerTemplate();
    }

    private JsonNode last() throws Exception {
        return JSON.readTree(
                simulator.requests().get(simulator.requests().size() - 1).text());
    }

    private static String type(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        return ((OpenRouterException) exchange.getException()).getErrorType();
    }

    private PendingToolCalls handedOut(String uri, String... calls) {
        simulator.enqueue(calls("0.01", calls));
        Exchange exchange = send(uri, "pay 7");
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(PendingToolCalls.class);
    }

    private PendingToolCalls handedOut() {
        return handedOut(ASKS, call("c1", "pay", "{\"amount\":7}"));
    }

    private static PendingToolCalls changed(PendingToolCalls calls, UnaryOperator<String> how) {
        return PendingToolCalls.of(how.apply(calls.toJson()));
    }

    // ---- out

    @Test
    void what_a_human_is_to_decide_leaves_as_the_body_and_nothing_runs() {
        simulator.enqueue(calls(
                "0.01",
                call("c1", "pay", "{\"amount\":7}"),
                call("c2", "look", "{}"),
                call("c3", "pay", "{\"amount\":8}")));

        Exchange exchange = send(ASKS, "a secret prompt");

        assertThat(exchange.getException()).isNull();
        PendingToolCalls pending = (PendingToolCalls) exchange.getMessage().getBody();
        assertThat(pending.calls()).extracting(call -> call.id()).containsExactly("c1", "c3");
        assertThat(pending.calls().get(0).arguments()).isEqualTo(Map.of("amount", 7));
        assertThat(pending.wantsResults()).isFalse();
        assertThat(pending.toString()).doesNotContain("secret").doesNotContain("7,");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(OpenRouterConstants.PENDING_TOOL_CALLS, 2)
                .containsEntry(OpenRouterConstants.TOOL_ROUNDS, 1)
                .containsEntry(OpenRouterConstants.TOOL_CALLS_MADE, 0)
                .containsEntry(OpenRouterConstants.TOTAL_COST, new BigDecimal("0.01"));
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void without_a_secret_it_goes_on_in_this_process_and_does_not_leave_it() {
        String uri = "openrouter:completion?tools=pay,look&toolApproval=#approval";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":7}"));

        assertThatThrownBy(pending::toJson)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("toolApprovalSecret");
        simulator.enqueue(text("0.02", "Done."));
        assertThat(send(uri, pending.allowAll()).getMessage().getBody()).isEqualTo("Done.");
    }

    // ---- back

    @Test
    void what_was_approved_runs_on_another_node_and_the_conversation_goes_on_as_it_was() throws Exception {
        simulator.enqueue(message(
                "\"content\":\"Let me pay.\",\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"abc\"}],"
                        + "\"tool_calls\":[" + call("c1", "pay", "{ \"amount\":7}") + ","
                        + call("c2", "look", "{}") + "]",
                "tool_calls",
                "0.0100000001"));
        String json = send(
                        ASKS + "&systemMessage=Be brief&toolHeaders=tenant",
                        "pay 7",
                        Map.of(
                                "tenant",
                                "acme",
                                OpenRouterConstants.MODEL,
                                "anthropic/claude-sonnet-4",
                                OpenRouterConstants.TEMPERATURE,
                                0.5))
                .getMessage()
                .getBody(String.class);
        JsonNode first = last();

        ProducerTemplate node = otherNode();
        simulator.enqueue(text("0.02", "Done."));
        // somebody parsed it, decided and wrote it again
        ObjectNode read = (ObjectNode) JSON.readTree(json);
        ObjectNode decision = read.putObject("decisions").putObject("c1");
        decision.put("decision", "allow").set("hash", read.path("calls").get(0).get("hash"));
        Exchange exchange = node.request(ASKS, e -> {
            e.getIn().setBody(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(read));
            e.getIn().setBody(e.getIn().getBody(PendingToolCalls.class));
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(paid).containsExactly("on the other node");
        JsonNode second = last();
        assertThat(second.path("model")).isEqualTo(first.path("model"));
        assertThat(second.path("temperature")).isEqualTo(first.path("temperature"));
        JsonNode messages = second.path("messages");
        assertThat(messages.findValuesAsText("role")).containsExactly("system", "user", "assistant", "tool", "tool");
        assertThat(messages.get(0)).isEqualTo(first.path("messages").get(0));
        assertThat(messages.get(1)).isEqualTo(first.path("messages").get(1));
        assertThat(messages.get(2).path("reasoning_details").toString())
                .isEqualTo("[{\"type\":\"reasoning.encrypted\",\"data\":\"abc\"}]");
        assertThat(messages.get(2)
                        .path("tool_calls")
                        .get(0)
                        .path("function")
                        .path("arguments")
                        .asText())
                .isEqualTo("{ \"amount\":7}");
        assertThat(messages.get(3).path("content").asText()).isEqualTo("paid 7");
        assertThat(messages.get(4).path("content").asText()).isEqualTo("seen");
        assertThat(second.path("tools").findValuesAsText("name")).containsExactly("look", "pay");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(OpenRouterConstants.TOOL_ROUNDS, 2)
                .containsEntry(OpenRouterConstants.TOOL_CALLS_MADE, 2)
                .containsEntry(OpenRouterConstants.TOTAL_COST, new BigDecimal("0.0300000001"))
                .doesNotContainKey(OpenRouterConstants.PENDING_TOOL_CALLS);
    }

    @Test
    void tools_see_the_headers_of_the_message_that_asked_and_not_of_the_one_that_approves() {
        simulator.enqueue(calls("0.01", call("c1", "pay", "{\"amount\":7}")));
        PendingToolCalls pending = send(ASKS + "&toolHeaders=tenant", "pay", Map.of("tenant", "acme"))
                .getMessage()
                .getBody(PendingToolCalls.class);
        simulator.enqueue(text("0.02", "Done."));

        send(ASKS + "&toolHeaders=tenant", pending.allowAll(), Map.of("tenant", "evil"));

        assertThat(paid).containsExactly(Map.of("body", Map.of("amount", 7), "tenant", "acme"));
    }

    @Test
    void each_call_has_a_decision_of_its_own() throws Exception {
        PendingToolCalls pending = handedOut(
                ASKS,
                call("c1", "pay", "{\"amount\":1}"),
                call("c2", "pay", "{\"amount\":2}"),
                call("c3", "pay", "{\"amount\":3}"));
        simulator.enqueue(text("0.02", "Done."));

        send(
                ASKS,
                pending.deny("c1", "too little")
                        .change("c2", Map.of("amount", 20))
                        .allowAll());

        JsonNode told = last().path("messages");
        assertThat(told.get(2).path("content").asText()).isEqualTo("The tool was not run: too little");
        assertThat(told.get(3).path("content").asText()).isEqualTo("paid 20");
        assertThat(told.get(4).path("content").asText()).isEqualTo("paid 3");
        assertThat(paid).hasSize(2);
    }

    @Test
    void the_loop_goes_on_and_may_hand_out_again_within_the_limits_it_had() {
        PendingToolCalls pending = handedOut(ASKS + "&maxToolRounds=2", call("c1", "pay", "{\"amount\":1}"));
        simulator.enqueue(calls("0.02", call("c2", "pay", "{\"amount\":2}")));
        Exchange second = send(ASKS + "&maxToolRounds=2", pending.allowAll());
        PendingToolCalls again = second.getMessage().getBody(PendingToolCalls.class);
        assertThat(again.calls()).extracting(call -> call.id()).containsExactly("c2");
        assertThat(again.id()).isNotEqualTo(pending.id());
        simulator.enqueue(calls("0.03", call("c3", "pay", "{\"amount\":3}")));

        Exchange third = send(ASKS + "&maxToolRounds=2", again.allowAll());

        assertThat(type(third)).isEqualTo("tool_rounds_exceeded");
        ToolLoop loop = ((ToolLoopException) third.getException()).getLoop();
        assertThat(loop.rounds()).isEqualTo(3);
        assertThat(loop.calls()).isEqualTo(2);
        assertThat(loop.cost()).isEqualByComparingTo("0.06");
        assertThat(loop.messages())
                .extracting(ChatMessage::role)
                .containsExactly("assistant", "tool", "assistant", "tool");
        assertThat(paid).hasSize(2);
    }

    @Test
    void the_same_call_is_counted_across_decisions() throws Exception {
        String uri = ASKS + "&maxRepeatedToolCalls=1";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":1}"));
        simulator.enqueue(calls("0.02", call("c2", "pay", "{ \"amount\":1}")));
        simulator.enqueue(text("0.02", "Done."));

        Exchange exchange = send(uri, pending.allowAll());

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(last().path("messages").get(4).path("content").asText()).contains("Use them");
        assertThat(paid).hasSize(1);
    }

    @Test
    void a_result_is_the_answer_behind_an_approval_too() {
        simulator.enqueue(calls("0.01", call("c1", "answer", "{}")));
        String uri = "openrouter:completion?tools=answer&toolApproval=#approval" + SECRET;
        PendingToolCalls pending = send(uri, "hello").getMessage().getBody(PendingToolCalls.class);

        assertThat(send(uri, pending.allowAll()).getMessage().getBody()).isEqualTo("from the tool");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_answer_behind_an_approval_is_checked_like_any_other() throws Exception {
        String uri = ASKS + "&output=map&responseFormat=json&maxRepairs=1";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":7}"));
        simulator.enqueue(text("0.01", "no JSON"));
        simulator.enqueue(text("0.01", "{\"paid\":7}"));

        Exchange exchange = send(uri, pending.allowAll());

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("paid", 7));
        assertThat(last().path("response_format").path("type").asText()).isEqualTo("json_object");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.03"));
    }

    // ---- the journal

    @Test
    void a_job_that_comes_again_hands_out_the_same_calls_and_they_run_once() {
        JdbcGenerationJournal journal = new JdbcGenerationJournal(
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""));
        journal.createSchema();
        context.getRegistry().bind("journal", journal);
        String uri = ASKS + "&journal=#journal&unanswered=park";
        Map<String, Object> job = Map.of(OpenRouterConstants.JOURNAL_KEY, "job-1");
        simulator.enqueue(calls("0.01", call("c1", "pay", "{\"amount\":7}")));
        PendingToolCalls once = send(uri, "pay 7", job).getMessage().getBody(PendingToolCalls.class);
        PendingToolCalls again = send(uri, "pay 7", job).getMessage().getBody(PendingToolCalls.class);
        assertThat(again.id()).isEqualTo(once.id());
        assertThat(simulator.requests()).hasSize(1);
        simulator.enqueue(text("0.02", "Done."));

        assertThat(send(uri, once.allowAll(), job).getMessage().getBody()).isEqualTo("Done.");

        assertThat(type(send(uri, again.allowAll(), job))).isEqualTo("tool_approval_used");
        assertThat(paid).hasSize(1);
    }

    // ---- conversations

    @ParameterizedTest
    @ValueSource(strings = {"completion", "streaming"})
    void a_conversation_keeps_a_turn_that_waited_when_it_has_ended(String operation) throws Exception {
        String uri = "openrouter:" + operation + OPTIONS + "&conversationId=c-" + operation
                + (operation.equals("streaming") ? "&streamTo=direct:chunks" : "");
        boolean streams = operation.equals("streaming");
        simulator.enqueue(streams ? streamed("0.01", "Hello.") : text("0.01", "Hello."));
        send(uri, "I am Ann");
        String asked = call("c1", "pay", "{\"amount\":7}");
        simulator.enqueue(streams ? streamed("0.01", "", asked) : calls("0.01", asked));
        PendingToolCalls pending = send(uri, "pay 7").getMessage().getBody(PendingToolCalls.class);
        simulator.enqueue(streams ? streamed("0.01", "Paid.") : text("0.01", "Paid."));

        Exchange paidNow = send(uri, pending.allowAll());

        assertThat(paidNow.getException()).isNull();
        assertThat(last().path("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "user", "assistant", "tool");
        simulator.enqueue(streams ? streamed("0.01", "Bye.") : text("0.01", "Bye."));
        send(uri, "thanks");
        assertThat(last().path("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "user", "assistant", "tool", "assistant", "user");
    }

    // ---- an approval is no authorization, and no older than the tool

    @Test
    void what_may_not_be_called_any_more_does_not_run_though_it_was_approved() throws Exception {
        String uri = ASKS + "&toolAuthorization=#authorization";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":7}"));
        authorized = false;
        simulator.enqueue(text("0.02", "Done."));

        send(uri, pending.allowAll());

        assertThat(paid).isEmpty();
        assertThat(last().path("messages").get(2).path("content").asText())
                .isEqualTo("The tool was not run: it may not be called here.");
    }

    @Test
    void arguments_that_are_not_valid_by_the_tool_as_it_is_now_do_not_run() throws Exception {
        PendingToolCalls pending = handedOut();
        context.getRouteController().stopAllRoutes();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=pay&description=Pays&parameter.sum=integer&parameter.sum.required=true")
                        .process(exchange -> paid.add("new"));
                from("openrouter:tool?name=look&description=Looks").setBody(constant("seen"));
            }
        });
        simulator.enqueue(text("0.02", "Done."));

        send(ASKS, pending.allowAll());

        assertThat(paid).isEmpty();
        assertThat(last().path("messages").get(2).path("content").asText()).contains("sum");
    }

    @Test
    void changed_arguments_that_are_not_valid_are_refused_and_may_be_corrected() {
        PendingToolCalls pending = handedOut();

        Exchange exchange = send(ASKS, pending.change("c1", Map.of("amount", "much")));

        assertThat(type(exchange)).isEqualTo("tool_approval_invalid");
        assertThat(exchange.getException()).hasMessageContaining("/amount").hasMessageNotContaining("much");
        assertThat(simulator.requests()).hasSize(1);
        simulator.enqueue(text("0.02", "Done."));
        assertThat(send(ASKS, pending.change("c1", Map.of("amount", 6))).getException())
                .isNull();
        assertThat(paid).hasSize(1);
    }

    // ---- refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"amount\":7   | \"amount\":700",
                "\"name\":\"pay\" | \"name\":\"look\"",
                "\"made\":0     | \"made\":-100",
                "pay 7          | pay 700",
                "\"cost\":\"0.01\" | \"cost\":\"0\"",
                "\"expires\":\"2 | \"expires\":\"3"
            })
    void what_was_changed_is_refused_and_nothing_runs(String before, String after) {
        PendingToolCalls forged = changed(handedOut(), json -> {
            assertThat(json).contains(before.trim());
            return json.replace(before.trim(), after.trim());
        });

        Exchange exchange = send(ASKS, forged.allowAll());

        assertThat(type(exchange)).isEqualTo("tool_approval_invalid");
        assertThat(exchange.getException()).hasMessageContaining("signature").hasMessageNotContaining("700");
        assertThat(((OpenRouterException) exchange.getException()).isRetryable())
                .isFalse();
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void what_is_too_late_is_refused() {
        String uri = ASKS + "&toolApprovalExpiry=1ms";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":7}"));
        org.awaitility.Awaitility.await().until(() -> java.time.Instant.now().isAfter(pending.expires()));

        assertThat(type(send(uri, pending.allowAll()))).isEqualTo("tool_approval_expired");
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openrouter:completion?tools=pay&toolApproval=#approval" + SECRET,
                "openrouter:completion?tools=pay,look&toolApproval=#approval&toolApprovalSecret=another secret of thirty-two characters",
                "openrouter:completion?tools=pay,look&toolApproval=#approval",
                MANUAL + SECRET
            })
    void what_belongs_to_another_endpoint_is_refused(String uri) {
        PendingToolCalls pending = handedOut();

        assertThat(type(send(uri, pending.allowAll()))).isEqualTo("tool_approval_invalid");
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_endpoint_without_tools_refuses_it() {
        Exchange exchange = send("openrouter:completion", handedOut().allowAll());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tools");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"c1\":{\"decision\":\"allow\"}}",
                "{\"c1\":{\"decision\":\"allow\",\"hash\":\"00\"}}",
                "{\"c1\":{\"decision\":\"perhaps\"}}",
                "{\"c1\":{\"decision\":\"result\",\"result\":\"paid\"}}",
                "{\"c1\":{\"decision\":\"change\"}}",
                "{\"c1\":{\"decision\":\"deny\"},\"c2\":{\"decision\":\"deny\"}}",
                "7"
            })
    void decisions_that_are_missing_or_make_no_sense_are_refused(String decisions) {
        PendingToolCalls decided = changed(
                handedOut(), json -> json.substring(0, json.length() - 1) + ",\"decisions\":" + decisions + "}");

        assertThat(type(send(ASKS, decided))).isEqualTo("tool_approval_invalid");
        assertThat(paid).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"id\":\"x\"}", "{}{}"})
    void a_text_that_is_none_is_said_to_be_none(String json) {
        assertThatThrownBy(() -> PendingToolCalls.of(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("This is not the JSON of calls that wait");
    }

    @Test
    void a_text_that_reads_like_it_is_a_prompt_unless_the_route_says_otherwise() throws Exception {
        String json = handedOut().allowAll().toJson();
        simulator.enqueue(text("0.02", "Nice JSON."));

        assertThat(send(ASKS, json).getMessage().getBody()).isEqualTo("Nice JSON.");

        assertThat(paid).isEmpty();
        assertThat(last().path("messages").get(0).path("content").asText()).isEqualTo(json);
    }

    // ---- twice

    @Test
    void what_comes_twice_runs_once_and_is_sent_once() throws Exception {
        String uri = ASKS + "&toolIdempotentRepository=#shared";
        PendingToolCalls pending = handedOut(uri, call("c1", "pay", "{\"amount\":7}"));
        PendingToolCalls decided = PendingToolCalls.of(pending.allowAll().toJson());
        simulator.enqueue(text("0.02", "Done."));
        assertThat(send(uri, decided).getMessage().getBody()).isEqualTo("Done.");

        Exchange twice = send(uri, decided);
        assertThat(type(twice)).isEqualTo("tool_approval_used");
        assertThat(((OpenRouterException) twice.getException()).isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(2);
        ProducerTemplate node = otherNode();
        Exchange elsewhere = node.request(uri, e -> e.getIn().setBody(decided));

        assertThat(type(elsewhere)).isEqualTo("tool_approval_used");
        assertThat(paid).hasSize(1);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void two_at_the_same_time_run_it_once() throws Exception {
        PendingToolCalls decided = handedOut().allowAll();
        simulator.enqueue(text("0.02", "Done."));
        List<CompletableFuture<Exchange>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(template.asyncSend(ASKS, e -> e.getIn().setBody(decided)));
        }

        long failed = 0;
        for (CompletableFuture<Exchange> one : both) {
            failed += one.get(30, java.util.concurrent.TimeUnit.SECONDS).getException() == null ? 0 : 1;
        }

        assertThat(failed).isEqualTo(1);
        assertThat(paid).hasSize(1);
    }

    @Test
    void a_failure_behind_tools_that_ran_is_not_to_be_repeated_and_a_redelivery_runs_nothing() {
        PendingToolCalls decided = handedOut().allowAll();
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));

        Exchange once = send(ASKS, decided);

        assertThat(once.getException()).isInstanceOf(RateLimitException.class);
        assertThat(((OpenRouterException) once.getException()).isRetryable()).isFalse();
        PendingToolCalls another = handedOut().allowAll();
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));
        int before = paid.size();
        Exchange redelivered =
                template.request("direct:redelivered", e -> e.getIn().setBody(another));
        assertThat(type(redelivered)).isEqualTo("tool_approval_used");
        assertThat(paid).hasSize(before + 1);
        assertThat(simulator.requests()).hasSize(4);
    }

    @Test
    void where_it_cannot_be_known_whether_it_came_before_nothing_runs_and_it_may_come_again() {
        boolean[] broken = {true};
        context.getRegistry().bind("broken", new MemoryIdempotentRepository() {
            @Override
            public boolean add(String key) {
                if (broken[0]) {
                    throw new IllegalStateException("secret");
                }
                return super.add(key);
            }
        });
        String uri = ASKS + "&toolIdempotentRepository=#broken";
        PendingToolCalls decided =
                handedOut(uri, call("c1", "pay", "{\"amount\":7}")).allowAll();

        Exchange exchange = send(uri, decided);

        assertThat(type(exchange)).isEqualTo("tool_approval_store");
        assertThat(((OpenRouterException) exchange.getException()).isRetryable())
                .isTrue();
        assertThat(paid).isEmpty();
        broken[0] = false;
        simulator.enqueue(text("0.02", "Done."));
        assertThat(send(uri, decided).getException()).isNull();
        assertThat(paid).hasSize(1);
    }

    // ---- streams

    @Test
    void the_last_chunk_of_a_stream_has_the_calls_that_wait_and_a_stream_goes_on_with_them() {
        String uri = "openrouter:streaming" + OPTIONS;
        simulator.enqueue(streamed("0.01", "Let me pay. ", call("c1", "pay", "{\"amount\":7}")));
        List<ChatChunk> chunks = read(send(uri, "pay"));
        ChatChunk last = chunks.get(chunks.size() - 1);
        PendingToolCalls pending = last.loop().pending();
        assertThat(pending.calls()).extracting(call -> call.id()).containsExactly("c1");
        assertThat(last.response().message().toolCalls()).hasSize(1);
        assertThat(paid).isEmpty();
        simulator.enqueue(streamed("0.02", "Paid."));

        List<ChatChunk> further = read(send(uri, pending.allowAll()));

        assertThat(further.get(0).tool().call().name()).isEqualTo("pay");
        ChatChunk end = further.get(further.size() - 1);
        assertThat(end.response().text()).isEqualTo("Paid.");
        assertThat(end.loop().pending()).isNull();
        assertThat(end.loop().rounds()).isEqualTo(2);
        assertThat(end.loop().cost()).isEqualByComparingTo("0.03");
        assertThat(paid).hasSize(1);
        assertThatThrownBy(() -> read(send(uri, pending.allowAll())))
                .satisfies(failure -> assertThat(((OpenRouterException) failure).getErrorType())
                        .isEqualTo("tool_approval_used"));
    }

    @Test
    void behind_pushed_chunks_the_calls_that_wait_are_the_body() {
        String uri = "openrouter:streaming" + OPTIONS + "&streamTo=direct:chunks";
        simulator.enqueue(streamed("0.01", "Let me pay. ", call("c1", "pay", "{\"amount\":7}")));
        Exchange exchange = send(uri, "pay");
        PendingToolCalls pending = (PendingToolCalls) exchange.getMessage().getBody();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.PENDING_TOOL_CALLS))
                .isEqualTo(1);
        assertThat(pushed.get(0).text()).isEqualTo("Let me pay. ");
        simulator.enqueue(streamed("0.02", "Paid."));

        Exchange further = send(uri, pending.allowAll());

        assertThat(further.getMessage().getBody()).isEqualTo("Paid.");
        assertThat(paid).hasSize(1);
    }

    private static List<ChatChunk> read(Exchange exchange) {
        if (exchange.getException() instanceof OpenRouterException failure) {
            throw failure;
        }
        List<ChatChunk> chunks = new ArrayList<>();
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            stream.forEachRemaining(chunks::add);
        }
        return chunks;
    }

    // ---- tools that are run outside

    @Test
    void where_tools_are_run_outside_the_calls_are_the_body_and_the_results_go_in_as_the_next_message()
            throws Exception {
        PendingToolCalls pending = handedOut(MANUAL, call("c1", "pay", "{\"amount\":7}"), call("c2", "look", "{}"));
        assertThat(pending.wantsResults()).isTrue();
        assertThat(pending.calls()).extracting(call -> call.name()).containsExactly("pay", "look");
        simulator.enqueue(text("0.02", "Done."));

        Exchange exchange = send(MANUAL, pending.withResult("c2", "saw it").withResult("c1", "paid it"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(paid).isEmpty();
        JsonNode messages = last().path("messages");
        assertThat(messages.get(2).toString())
                .isEqualTo("{\"role\":\"tool\",\"content\":\"paid it\",\"tool_call_id\":\"c1\"}");
        assertThat(messages.get(3).path("content").asText()).isEqualTo("saw it");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(OpenRouterConstants.TOOL_CALLS_MADE, 2)
                .containsEntry(OpenRouterConstants.TOTAL_COST, new BigDecimal("0.03"));
    }

    @Test
    void calls_that_are_not_valid_are_told_before_anything_leaves() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "pay", "{}")));
        simulator.enqueue(calls("0.01", call("c2", "pay", "{\"amount\":7}")));

        PendingToolCalls pending = send(MANUAL, "pay").getMessage().getBody(PendingToolCalls.class);

        assertThat(pending.calls()).extracting(call -> call.id()).containsExactly("c2");
        assertThat(last().path("messages").get(2).path("content").asText()).contains("amount");
    }

    @Test
    void results_may_come_again_where_the_request_behind_them_failed() {
        PendingToolCalls done =
                handedOut(MANUAL, call("c1", "pay", "{\"amount\":7}")).withResult("c1", "paid");
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));

        Exchange failed = send(MANUAL, done);

        assertThat(((OpenRouterException) failed.getException()).isRetryable()).isTrue();
        simulator.enqueue(text("0.02", "Done."));
        assertThat(send(MANUAL, done).getMessage().getBody()).isEqualTo("Done.");
    }

    @Test
    void a_result_that_is_missing_is_named_and_one_that_is_too_long_is_told() throws Exception {
        PendingToolCalls pending = handedOut(MANUAL, call("c1", "pay", "{\"amount\":7}"));
        Exchange missing = send(MANUAL, pending);
        assertThat(type(missing)).isEqualTo("tool_approval_invalid");
        assertThat(missing.getException()).hasMessageContaining("c1").hasMessageContaining("result");
        simulator.enqueue(text("0.02", "Done."));

        send(MANUAL, pending.withResult("c1", "x".repeat(300_000)));

        assertThat(last().path("messages").get(2).path("content").asText()).contains("longer than");
    }

    @Test
    void a_text_of_results_goes_through_a_queue() {
        String uri = MANUAL + SECRET;
        String json = handedOut(uri, call("c1", "pay", "{\"amount\":7}")).toJson();
        simulator.enqueue(text("0.02", "Done."));

        PendingToolCalls read = context.getTypeConverter()
                .convertTo(PendingToolCalls.class, json.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(send(uri, read.withResult("c1", "p\u00e4id")).getMessage().getBody())
                .isEqualTo("Done.");
    }
}
