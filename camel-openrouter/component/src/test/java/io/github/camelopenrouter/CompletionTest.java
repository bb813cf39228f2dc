package io.github.camelopenrouter;

import java.math.BigDecimal;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionTest extends SimulatorTestSupport {

    @Test
    void a_prompt_is_answered_with_text_and_the_facts_of_the_call() {
        Exchange exchange = send("openrouter:completion", "What is the capital of France?");

        assertThat(exchange.getException()).isNull();
        Message message = exchange.getMessage();
        assertThat(message.getBody()).isInstanceOf(String.class);
        assertThat(message.getBody(String.class)).isNotBlank();
        assertThat(message.getHeader(OpenRouterConstants.RESPONSE_ID, String.class))
                .startsWith("gen-");
        assertThat(message.getHeader(OpenRouterConstants.RESPONSE_MODEL, String.class))
                .startsWith("openai/gpt-4o-mini");
        assertThat(message.getHeader(OpenRouterConstants.PROVIDER)).isInstanceOf(String.class);
        assertThat(message.getHeader(OpenRouterConstants.FINISH_REASON)).isEqualTo("stop");
        assertThat(message.getHeader(OpenRouterConstants.PROMPT_TOKENS)).isInstanceOf(Integer.class);
        assertThat(message.getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(simulator.billed());
    }

    @Test
    void an_unknown_operation_is_refused_with_those_that_exist() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> context.getEndpoint("openrouter:chat")))
                .rootCause()
                .hasMessageContaining("openrouter:completion")
                .hasMessageContaining("openrouter:streaming")
                .hasMessageContaining("openrouter:generation");
    }

    @Test
    void a_refused_key_fails_without_naming_it() {
        simulator.enqueue(Reply.json(401, "{\"error\":{\"message\":\"No auth " + KEY + "\",\"code\":401}}"));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException())
                .isInstanceOf(io.github.camelopenrouter.error.AuthenticationException.class)
                .hasMessageNotContaining(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"models\"", "Bearer", "Digest", "\"", "Negotiate"})
    void a_service_that_asks_for_a_password_is_asked_once_and_gets_the_key_alone(String challenge) {
        simulator.enqueue(Reply.json(401, "{\"error\":{\"message\":\"Who are you\",\"code\":401}}")
                .header("WWW-Authenticate", challenge));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException()).isInstanceOf(io.github.camelopenrouter.error.AuthenticationException.class);
        assertThat(simulator.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isEqualTo("Bearer " + KEY));
    }
}
