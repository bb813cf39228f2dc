package io.github.camelopenrouter;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTransformerTest extends SimulatorTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:json").transformDataType(new DataType("openrouter:json"));
                for (String output :
                        new String[] {"completion?output=text", "completion?output=response", "streaming"}) {
                    from("direct:" + output.replaceAll("\\W", "-"))
                            .to("openrouter:" + output)
                            .transformDataType(new DataType("openrouter:json"));
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion-output-text", "completion-output-response", "streaming"})
    void an_answer_becomes_the_JSON_that_is_in_it(String route) {
        simulator.enqueue(
                Reply.json("{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Sure: ```json\\n{\\\"a\\\":1.50}\\n```\"}}]}"));

        Exchange exchange = send("direct:" + route, "hello");

        assertThat(exchange.getMessage().getBody(JsonNode.class).path("a").decimalValue())
                .isEqualTo("1.50");
    }

    @Test
    void a_message_of_a_conversation_does_as_well() {
        Exchange exchange = send("direct:json", ChatMessage.assistant("[1]"));

        assertThat(exchange.getMessage().getBody(JsonNode.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SECRET prose", "{\"a\":1} {\"a\":2}"})
    void what_is_not_one_value_fails_as_an_answer_does(String text) {
        Exchange exchange = send("direct:json", text);

        assertThat(exchange.getException()).isInstanceOf(InvalidAnswerException.class);
        assertThat(exchange.getException().getMessage()).doesNotContain("SECRET");
    }
}
