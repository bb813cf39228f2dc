package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class ResultHeadersTest {
    private static final String FULL = "{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider\":\"OpenAI\","
            + "\"choices\":[{\"finish_reason\":\"stop\",\"native_finish_reason\":\"end_turn\",\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"Paris\",\"reasoning\":\"Thinking\"}}],"
            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"cost\":0.00012,"
            + "\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":4},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":3}}}";
    private static final String BARE =
            "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Rome\"}}]}";
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.simulator.reset();
    }

    private static Exchange sent(String uri, Map<String, Object> headers, String answer) {
        running.simulator.enqueue(Reply.json(answer).header("X-OpenRouter-Cache-Status", "MISS"));
        Exchange exchange = running.send(uri, "hello", headers);
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    @Test
    void a_count_is_an_integer_where_it_fits_a_long_beyond_and_absent_below_zero() {
        String answer = FULL.replace("\"prompt_tokens\":10", "\"prompt_tokens\":4294967301")
                .replace("\"completion_tokens\":5", "\"completion_tokens\":2147483647")
                .replace("\"total_tokens\":15", "\"total_tokens\":-2000000000")
                .replace("\"cached_tokens\":4", "\"cached_tokens\":1e99999999999")
                .replace("\"cost\":0.00012", "\"cost\":-1");

        Map<String, Object> headers =
                sent("openrouter:completion", Map.of(), answer).getMessage().getHeaders();

        assertThat(headers)
                .containsEntry(OpenRouterConstants.PROMPT_TOKENS, 4294967301L)
                .containsEntry(OpenRouterConstants.COMPLETION_TOKENS, 2147483647)
                .containsEntry(OpenRouterConstants.REASONING_TOKENS, 3)
                .doesNotContainKeys(
                        OpenRouterConstants.TOTAL_TOKENS, OpenRouterConstants.CACHED_TOKENS, OpenRouterConstants.COST);
    }

    @Test
    void every_fact_of_the_answer_is_a_header_of_its_type() {
        Map<String, Object> headers =
                sent("openrouter:completion", Map.of(), FULL).getMessage().getHeaders();

        assertThat(headers)
                .containsEntry(OpenRouterConstants.RESPONSE_ID, "gen-1")
                .containsEntry(OpenRouterConstants.RESPONSE_MODEL, "openai/gpt-4o-mini")
                .containsEntry(OpenRouterConstants.PROVIDER, "OpenAI")
                .containsEntry(OpenRouterConstants.FINISH_REASON, "stop")
                .containsEntry(OpenRouterConstants.NATIVE_FINISH_REASON, "end_turn")
                .containsEntry(OpenRouterConstants.REASONING, "Thinking")
                .containsEntry(OpenRouterConstants.BYOK_USED, false)
                .containsEntry(OpenRouterConstants.CACHE_STATUS, "MISS")
                .containsEntry(OpenRouterConstants.COST, new BigDecimal("0.00012"));
        assertThat(headers.get(OpenRouterConstants.PROMPT_TOKENS)).hasToString("10");
        assertThat(headers.get(OpenRouterConstants.COMPLETION_TOKENS)).hasToString("5");
        assertThat(headers.get(OpenRouterConstants.TOTAL_TOKENS)).hasToString("15");
        assertThat(headers.get(OpenRouterConstants.CACHED_TOKENS)).hasToString("4");
        assertThat(headers.get(OpenRouterConstants.REASONING_TOKENS)).hasToString("3");
    }

    @Test
    void what_an_earlier_call_said_is_gone_and_what_this_one_does_not_say_is_absent() {
        Map<String, Object> earlier = sent("openrouter:completion", Map.of("Other", "mine"), FULL)
                .getMessage()
                .getHeaders();
        running.simulator.enqueue(Reply.json(BARE));

        Map<String, Object> headers = running.send("openrouter:completion", "hello", earlier)
                .getMessage()
                .getHeaders();

        assertThat(headers)
                .containsEntry("Other", "mine")
                .containsEntry(OpenRouterConstants.FINISH_REASON, "stop")
                .doesNotContainKeys(
                        OpenRouterConstants.RESPONSE_ID,
                        OpenRouterConstants.RESPONSE_MODEL,
                        OpenRouterConstants.PROVIDER,
                        OpenRouterConstants.NATIVE_FINISH_REASON,
                        OpenRouterConstants.PROMPT_TOKENS,
                        OpenRouterConstants.COMPLETION_TOKENS,
                        OpenRouterConstants.TOTAL_TOKENS,
                        OpenRouterConstants.REASONING_TOKENS,
                        OpenRouterConstants.CACHED_TOKENS,
                        OpenRouterConstants.COST,
                        OpenRouterConstants.BYOK_USED,
                        OpenRouterConstants.REASONING,
                        OpenRouterConstants.TOOL_CALLS,
                        OpenRouterConstants.CACHE_STATUS);
    }

    @Test
    void a_failed_call_leaves_no_header_of_an_earlier_one() {
        Map<String, Object> earlier =
                sent("openrouter:completion", Map.of(), FULL).getMessage().getHeaders();
        running.simulator.enqueue(Reply.json(400, "{\"error\":{\"code\":400,\"message\":\"no\"}}"));

        Exchange exchange = running.send("openrouter:completion", "hello", earlier);

        assertThat(exchange.getException()).isNotNull();
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(
                        OpenRouterConstants.RESPONSE_ID, OpenRouterConstants.COST, OpenRouterConstants.FINISH_REASON);
    }

    @Test
    void options_in_headers_survive_the_call_and_other_headers_too() {
        Map<String, Object> headers = sent(
                        "openrouter:completion",
                        Map.of(OpenRouterConstants.MODEL, "openai/gpt-4o", "JMSCorrelationID", "7"),
                        FULL)
                .getMessage()
                .getHeaders();

        assertThat(headers)
                .containsEntry(OpenRouterConstants.MODEL, "openai/gpt-4o")
                .containsEntry("JMSCorrelationID", "7");
    }

    @Test
    void the_output_is_the_text_unless_the_message_or_the_whole_response_is_asked_for() {
        Object text = sent("openrouter:completion", Map.of(), FULL).getMessage().getBody();
        Object message = sent("openrouter:completion?output=message", Map.of(), FULL)
                .getMessage()
                .getBody();
        Object response = sent("openrouter:completion?output=response", Map.of(), FULL)
                .getMessage()
                .getBody();

        assertThat(text).isEqualTo("Paris");
        assertThat(message).isInstanceOfSatisfying(ChatMessage.class, said -> {
            assertThat(said.role()).isEqualTo("assistant");
            assertThat(said.reasoning()).isEqualTo("Thinking");
        });
        assertThat(response).isInstanceOfSatisfying(ChatResponse.class, whole -> {
            assertThat(whole.id()).isEqualTo("gen-1");
            assertThat(whole.message()).isEqualTo(message);
        });
    }

    @Test
    void an_answers_message_goes_back_into_the_conversation_unchanged() throws Exception {
        ChatMessage message = sent("openrouter:completion?output=message", Map.of(), FULL)
                .getMessage()
                .getBody(ChatMessage.class);

        assertThat(running.sent(
                                "openrouter:completion",
                                java.util.List.of(ChatMessage.user("hi"), message, ChatMessage.user("and?")),
                                Map.of())
                        .json()
                        .at("/messages/1"))
                .isEqualTo(
                        OptionSample.tree("{\"role\":\"assistant\",\"content\":\"Paris\",\"reasoning\":\"Thinking\"}"));
    }
}
