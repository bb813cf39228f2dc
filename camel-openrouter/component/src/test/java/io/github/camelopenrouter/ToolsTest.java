package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.InMemoryLedger;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.message;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Routes as tools of a completion. */
class ToolsTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEATHER = "openrouter:completion?tools=weather";

    private final List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();
    private final InMemoryLedger ledger = new InMemoryLedger();
    private CountDownLatch never;

    @Override
    protected RouteBuilder createRouteBuilder() {
        never = new CountDownLatch(1);
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city&tags=facts"
                                + "&parameter.city=string&parameter.city.required=true")
                        .process(exchange -> seen.add(Map.of(
                                "body", exchange.getMessage().getBody(),
                                "headers", Map.copyOf(exchange.getMessage().getHeaders()))))
                        .choice()
                        .when(simple("${body[city]} == 'Atlantis'"))
                        .throwException(new IllegalStateException("secret of the sea"))
                        .otherwise()
                        .setBody(simple("${body[city]}: 20 degrees"));
                from("openrouter:tool?name=time&description=The time&tags=facts")
                        .setBody(constant(Map.of("hour", 12)));
                from("openrouter:tool?name=answer&description=Answers&returnDirect=true")
                        .setBody(constant("from the tool"));
                from("openrouter:tool?name=slow&description=Never ends").process(exchange -> never.await());
                from("openrouter:tool?name=big&description=Answers too much")
                        .process(exchange -> exchange.getMessage().setBody("x".repeat(10 * 1024 * 1024)));
                from("openrouter:tool?name=again&description=Asks the same again")
                        .to("direct:ask");
                from("direct:ask").to("openrouter:completion?tools=again&maxToolDepth=1");
            }
        };
    }

    @BeforeEach
    void bindLedger() {
        context.getRegistry().bind("ledger", ledger);
    }

    @org.junit.jupiter.api.AfterEach
    void letTheSlowToolGo() {
        never.countDown();
    }

    private JsonNode request(int at) throws Exception {
        return JSON.readTree(simulator.requests().get(at).text());
    }

    private static String type(Exchange exchange) {
        return ((OpenRouterException) exchange.getException()).getErrorType();
    }

    // ---- the loop

    @Test
    void a_route_is_a_tool_whose_result_the_model_gets() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(text("0.02", "It is warm."));

        Exchange exchange = send(WEATHER, "How is Paris?");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("It is warm.");
        assertThat(seen).singleElement().extracting("body").isEqualTo(Map.of("city", "Paris"));
        JsonNode told = request(1).path("messages");
        assertThat(told).hasSize(3);
        assertThat(told.get(1).path("tool_calls").get(0).path("id").asText()).isEqualTo("c1");
        assertThat(told.get(2).toString())
                .isEqualTo("{\"role\":\"tool\",\"content\":\"Paris: 20 degrees\",\"tool_call_id\":\"c1\"}");
    }

    @Test
    void the_model_is_told_what_the_tool_is() throws Exception {
        simulator.enqueue(text("0.01", "Hello."));

        send(WEATHER, "hello");

        assertThat(request(0).path("tools").toString())
                .isEqualTo(
                        "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"The weather of a city\","
                                + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],"
                                + "\"additionalProperties\":false}}}]");
    }

    @Test
    void a_tag_stands_for_all_tools_that_have_it() throws Exception {
        simulator.enqueue(text("0.01", "Hello."));

        send("openrouter:completion?tools=tag:facts", "hello");

        assertThat(request(0).path("tools").findValuesAsText("name")).containsExactly("time", "weather");
    }

    @Test
    void results_are_in_the_order_of_the_calls_and_what_is_no_text_is_json() throws Exception {
        simulator.enqueue(calls(
                "0.01",
                call("c1", "weather", "{\"city\":\"Paris\"}"),
                call("c2", "time", ""),
                call("c3", "weather", "{\"city\":\"Rome\"}")));
        simulator.enqueue(text("0.01", "Done."));

        send("openrouter:completion?tools=tag:facts", "hello");

        JsonNode told = request(1).path("messages");
        assertThat(told.findValuesAsText("tool_call_id")).containsExactly("c1", "c2", "c3");
        assertThat(told.get(3).path("content").asText()).isEqualTo("{\"hour\":12}");
    }

    @Test
    void headers_tell_rounds_calls_and_the_cost_of_all() {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(calls("0.02", call("c2", "weather", "{\"city\":\"Rome\"}")));
        simulator.enqueue(text("0.0300000001", "Done."));

        Exchange exchange = send(WEATHER + "&ledger=#ledger", "hello");

        Map<String, Object> headers = exchange.getMessage().getHeaders();
        assertThat(headers)
                .containsEntry(OpenRouterConstants.TOOL_ROUNDS, 3)
                .containsEntry(OpenRouterConstants.TOOL_CALLS_MADE, 2)
                .containsEntry(OpenRouterConstants.TOTAL_COST, new BigDecimal("0.0600000001"))
                .containsEntry(OpenRouterConstants.COST, new BigDecimal("0.0300000001"));
        assertThat(ledger.cost()).isEqualByComparingTo("0.0600000001");
    }

    @Test
    void the_turn_of_the_model_goes_back_unchanged() throws Exception {
        String details = "[{\"type\":\"reasoning.encrypted\",\"data\":\"abc\",\"id\":\"r1\"}]";
        String asked = call("c1", "weather", "{ \"city\" : \"Paris\" }")
                .replace("{\"id\"", "{\"extra_content\":{\"google\":{\"thought_signature\":\"sig\"}},\"id\"");
        simulator.enqueue(message(
                "\"content\":null,\"reasoning\":\"hm\",\"reasoning_details\":" + details + ",\"tool_calls\":[" + asked
                        + "]",
                "tool_calls",
                "0.01"));
        simulator.enqueue(text("0.01", "Done."));

        send(WEATHER, "hello");

        JsonNode turn = request(1).path("messages").get(1);
        assertThat(turn.path("reasoning_details").toString()).isEqualTo(details);
        assertThat(turn.path("reasoning").asText()).isEqualTo("hm");
        JsonNode back = turn.path("tool_calls").get(0);
        assertThat(back.path("function").path("arguments").asText()).isEqualTo("{ \"city\" : \"Paris\" }");
        assertThat(back.path("extra_content").toString()).isEqualTo("{\"google\":{\"thought_signature\":\"sig\"}}");
    }

    @Test
    void whoever_must_use_a_tool_must_so_once() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(text("0.01", "Done."));

        send(WEATHER + "&toolChoice=weather&parallelToolCalls=false", "hello");

        assertThat(request(0).path("tool_choice").toString())
                .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}");
        assertThat(request(0).path("parallel_tool_calls").booleanValue()).isFalse();
        assertThat(request(1).path("tool_choice").asText()).isEqualTo("auto");
    }

    @Test
    void calls_run_in_a_turn_that_finished_with_stop() {
        simulator.enqueue(message(
                "\"content\":\"\",\"tool_calls\":[" + call("c1", "weather", "{\"city\":\"Paris\"}") + "]",
                "stop",
                "0.01"));
        simulator.enqueue(text("0.01", "Done."));

        assertThat(send(WEATHER, "hello").getMessage().getBody()).isEqualTo("Done.");
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter", "error"})
    void nothing_runs_of_a_turn_that_was_cut(String reason) {
        simulator.enqueue(message(
                "\"content\":\"\",\"tool_calls\":[" + call("c1", "weather", "{\"city\":\"Paris\"}") + "]",
                reason,
                "0.01"));

        Exchange exchange = send(WEATHER, "hello");

        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        assertThat(seen).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_result_is_the_answer_where_the_tool_says_so() {
        simulator.enqueue(calls("0.01", call("c1", "answer", "{}")));

        Exchange exchange = send("openrouter:completion?tools=answer", "hello");

        assertThat(exchange.getMessage().getBody()).isEqualTo("from the tool");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_answer_behind_tools_is_checked_and_repaired_like_any_other() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(text("0.01", "no JSON"));
        simulator.enqueue(text("0.01", "{\"degrees\":20}"));

        Exchange exchange = send(WEATHER + "&output=map&responseFormat=json&maxRepairs=1", "hello");

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("degrees", 20));
        assertThat(request(2).path("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "tool", "assistant", "user");
    }

    @Test
    void a_function_that_the_body_defines_is_the_routes_own_to_run() {
        simulator.enqueue(
                calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}"), call("c2", "mine", "{\"a\":1}")));

        Exchange exchange = send(
                WEATHER + "&body.tools=RAW([{\"type\":\"function\",\"function\":{\"name\":\"mine\",\"parameters\":"
                        + "{\"type\":\"object\"}}}])",
                "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_CALLS, List.class))
                .hasSize(2);
        assertThat(seen).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    // ---- what the model gets wrong

    @Test
    void a_tool_that_was_not_offered_is_not_run_and_the_model_is_told() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "time", "{}")));
        simulator.enqueue(text("0.01", "Done."));

        send(WEATHER, "hello");

        assertThat(request(1).path("messages").get(2).path("content").asText())
                .isEqualTo("There is no tool time. The tools are: weather.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"town\":\"Paris\"} | required city",
                "{\"city\":7}         | /city: type string",
                "{\"city\":\"Paris\",\"CamelHttpUri\":\"http://evil\"} | no other members",
                "[1]                  | not a JSON object",
                "{\"city\":\"Par      | not valid JSON"
            })
    void arguments_that_are_not_valid_are_not_run_and_the_model_is_told(String arguments, String told)
            throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "weather", arguments)));
        simulator.enqueue(text("0.01", "Done."));

        Exchange exchange = send(WEATHER, "hello");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(seen).isEmpty();
        assertThat(request(1).path("messages").get(2).path("content").asText()).contains(told);
        String back = request(1)
                .path("messages")
                .get(1)
                .path("tool_calls")
                .get(0)
                .path("function")
                .path("arguments")
                .asText();
        assertThat(JSON.readTree(back).isObject()).isTrue();
    }

    @Test
    void a_call_that_the_provider_could_not_read_is_asked_for_again() throws Exception {
        simulator.enqueue(
                Reply.json("{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                        + "\"native_finish_reason\":\"MALFORMED_FUNCTION_CALL\",\"message\":{\"role\":\"assistant\",\"content\":\"\"}}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":0,\"cost\":0.01}}"));
        simulator.enqueue(text("0.01", "Done."));

        assertThat(send(WEATHER, "hello").getMessage().getBody()).isEqualTo("Done.");
        assertThat(request(1).path("messages").findValuesAsText("role")).containsExactly("user", "user");
    }

    @Test
    void the_same_call_again_and_again_is_told_then_the_tool_is_withheld_then_it_ends() throws Exception {
        String[] spellings = {
            "{\"city\":\"Paris\"}", "{ \"city\":\"Paris\" }", "{\"city\":\"P\\u0061ris\"}", "{\"city\":\"Paris\"}"
        };
        for (String spelling : spellings) {
            simulator.enqueue(calls("0.01", call("c1", "weather", spelling)));
        }

        Exchange exchange = send(WEATHER + "&maxRepeatedToolCalls=1", "hello");

        assertThat(type(exchange)).isEqualTo("tool_call_repeated");
        assertThat(seen).hasSize(1);
        assertThat(simulator.requests()).hasSize(4);
        assertThat(request(2).path("messages").get(4).path("content").asText()).contains("Use them");
        assertThat(request(3).path("tool_choice").asText()).isEqualTo("none");
    }

    // ---- what a tool gets wrong

    @Test
    void a_tool_that_fails_is_told_in_a_sentence_that_says_nothing_of_it() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Atlantis\"}")));
        simulator.enqueue(text("0.01", "Done."));

        send(WEATHER, "hello");

        assertThat(request(1).path("messages").get(2).path("content").asText())
                .isEqualTo("The tool failed, and its result is not known.");
    }

    @ParameterizedTest
    @CsvSource({"slow, tool_timeout, within 50 ms", "big, tool_result_too_large, longer than the 262144 bytes"})
    void a_tool_that_takes_too_long_or_answers_too_much_is_told(String tool, String type, String told)
            throws Exception {
        simulator.enqueue(calls("0.01", call("c1", tool, "{}")));
        simulator.enqueue(text("0.01", "Done."));
        String uri = "openrouter:completion?tools=" + tool + "&toolTimeout=" + (tool.equals("slow") ? "50" : "60000");

        send(uri, "hello");

        assertThat(request(1).path("messages").get(2).path("content").asText()).contains(told);
        simulator.enqueue(calls("0.01", call("c1", tool, "{}")));
        assertThat(type(send(uri + "&onToolFailure=fail", "hello"))).isEqualTo(type);
    }

    @Test
    void a_failing_tool_fails_the_exchange_where_the_option_says_so_and_keeps_what_was_reached() {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Atlantis\"}")));

        Exchange exchange = send(WEATHER + "&onToolFailure=fail", "hello");

        assertThat(type(exchange)).isEqualTo("tool_failed");
        assertThat(exchange.getException()).hasRootCauseMessage("secret of the sea");
        assertThat(exchange.getException().getMessage()).doesNotContain("secret");
        ToolLoopException failure = (ToolLoopException) exchange.getException();
        assertThat(failure.getLoop().cost()).isEqualByComparingTo("0.01");
        assertThat(failure.getLoop().messages()).extracting(ChatMessage::role).containsExactly("assistant", "tool");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.01"));
    }

    @Test
    void a_tool_that_asks_the_same_route_again_ends_at_the_depth_that_is_allowed() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "again", "{}")));
        simulator.enqueue(text("0.01", "Done."));

        Exchange exchange = template.request("direct:ask", e -> e.getIn().setBody("hello"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        // the second level was refused before anything was sent
        assertThat(simulator.requests()).hasSize(2);
        assertThat(simulator.requests().get(1).text()).contains("The tool failed");
    }

    // ---- limits

    @ParameterizedTest
    @CsvSource({
        "maxToolRounds=1, tool_rounds_exceeded",
        "maxToolCalls=1, tool_calls_exceeded",
        "maxToolTokens=20, tool_tokens_exceeded",
        "maxToolCost=0.02, tool_cost_exceeded"
    })
    void a_limit_ends_the_loop_before_more_is_paid_and_keeps_what_was_reached(String option, String type) {
        for (int i = 0; i < 5; i++) {
            simulator.enqueue(calls("0.01", call("c" + i, "weather", "{\"city\":\"" + i + "\"}")));
        }

        Exchange exchange = send(WEATHER + "&" + option, "hello");

        assertThat(type(exchange)).isEqualTo(type);
        assertThat(simulator.requests()).hasSize(2);
        ToolLoopException failure = (ToolLoopException) exchange.getException();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getLoop().calls()).isEqualTo(1);
        assertThat(failure.getLoop().cost()).isEqualByComparingTo("0.02");
    }

    @Test
    void a_round_that_fails_is_no_free_failure_and_its_cost_counts() {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));

        Exchange exchange = send(WEATHER, "hello");

        assertThat(exchange.getException()).isInstanceOf(RateLimitException.class);
        assertThat(((OpenRouterException) exchange.getException()).isRetryable())
                .isFalse();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST))
                .isEqualTo(new BigDecimal("0.01"));
    }

    // ---- what a message may say

    @Test
    void a_message_may_want_fewer_tools_and_no_others() throws Exception {
        simulator.enqueue(text("0.01", "Hello."));

        send("openrouter:completion?tools=tag:facts", "hello", Map.of(OpenRouterConstants.TOOLS, "time"));

        assertThat(request(0).path("tools").findValuesAsText("name")).containsExactly("time");
        Exchange more = send(WEATHER, "hello", Map.of(OpenRouterConstants.TOOLS, "weather,slow"));
        assertThat(more.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(OpenRouterConstants.TOOLS);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void tools_see_headers_by_name_and_nothing_else_of_the_message() {
        simulator.enqueue(calls("0.01", call("c1", "weather", "{\"city\":\"Paris\"}")));
        simulator.enqueue(text("0.01", "Done."));

        send(WEATHER + "&toolHeaders=tenant", "hello", Map.of("tenant", "acme", "secret", "x"));

        assertThat(seen.get(0).get("headers"))
                .isEqualTo(Map.of(
                        "tenant",
                        "acme",
                        OpenRouterConstants.TOOL_NAME,
                        "weather",
                        OpenRouterConstants.TOOL_CALL_ID,
                        "c1"));
    }

    @Test
    void a_tool_that_is_not_there_is_named_and_nothing_is_sent() {
        Exchange exchange = send("openrouter:completion?tools=wether", "hello");

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("wether")
                .hasMessageContaining("openrouter:tool?name=wether");
        assertThat(simulator.requests()).isEmpty();
    }

    // ---- the route that is a tool

    @Test
    void a_tool_whose_route_stops_is_not_offered_any_more() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=gone&description=Goes")
                        .routeId("gone")
                        .setBody(constant("x"));
            }
        });
        context.getRouteController().stopRoute("gone");

        assertThat(send("openrouter:completion?tools=gone", "hello").getException())
                .hasMessageContaining("gone");
        context.getRouteController().startRoute("gone");
        simulator.enqueue(text("0.01", "Hello."));
        assertThat(send("openrouter:completion?tools=gone", "hello").getException())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "description=x, name",
        "name=x, description",
        "name=a b&description=x, name",
        "name=x&description=x&parameter.a=strin, parameter.a",
        "name=x&description=x&parameter.a.required=true, parameter.a",
        "name=weather&description=x, two tools of the name weather",
        "name=x&description=x&model=m, model"
    })
    void a_tool_with_bad_options_does_not_start(String options, String named) {
        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("openrouter:tool?" + options).setBody(constant("x"));
                    }
                }))
                .hasStackTraceContaining(named);
    }

    @Test
    void a_stop_while_a_tool_runs_ends_the_exchange_and_the_model_is_not_asked_again() throws Exception {
        simulator.enqueue(calls("0.01", call("c1", "slow", "{}")));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stopped").routeId("stopped").to("openrouter:completion?tools=slow");
            }
        });
        CompletableFuture<Exchange> asked = template.asyncSend(
                "direct:stopped", exchange -> exchange.getIn().setBody("hello"));
        await().until(() -> simulator.requests().size() == 1);

        context.getRouteController().stopRoute("stopped", 100, TimeUnit.MILLISECONDS);

        assertThat(asked.get(30, TimeUnit.SECONDS).getException()).isInstanceOf(OpenRouterException.class);
        never.countDown();
        assertThat(simulator.requests()).hasSize(1);
    }
}
