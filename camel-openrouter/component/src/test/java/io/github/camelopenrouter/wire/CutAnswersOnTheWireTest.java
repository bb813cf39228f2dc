package io.github.camelopenrouter.wire;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer whose body ends after any of its bytes, properly for HTTP or not: a typed failure at once, and the sound answer behind it
 * is right.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutAnswersOnTheWireTest extends WireTestSupport {
    private static final String NESTED =
            "{\"role\":\"assistant\",\"content\":\"caf\u00e9\",\"tool_calls\":[{\"id\":\"a\",\"function\":"
                    + "{\"name\":\"f\",\"arguments\":{\"a\":[1]}}}],\"annotations\":[{\"x\":{\"y\":[1]}}]}";
    private static final Reply COMPLETION = Reply.json(Wire.whole(NESTED, "\"stop\""));
    private static final String CONTENT = Wire.text("Hel")
            + Wire.delta("{\"content\":\"lo\",\"reasoning_details\":[{\"text\":\"hm\",\"index\":0}]}", "null")
            + Wire.finish("stop");
    private static final Reply STREAM = Reply.sse(CONTENT + Wire.usage() + Wire.DONE);
    private static final Reply GENERATION = Reply.json("{\"data\":{\"id\":\"gen-1\",\"total_cost\":1.5e-05,"
            + "\"provider_responses\":[{\"status\":200,\"x\":{\"y\":[1]}}],\"is_byok\":false}}");

    private static Reply cut(Reply reply, int bytes, String ending) {
        Reply cut = reply.truncatedAfter(bytes);
        return switch (ending) {
            case "close" -> cut.thenClose();
            case "reset" -> cut.thenReset();
            default -> cut;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"properly", "close"})
    void a_completion(String ending) {
        for (int bytes = 0; bytes < COMPLETION.bodyLength(); bytes++) {
            Exchange exchange = complete(cut(COMPLETION, bytes, ending));

            assertThat(exchange.getException()).as("after %d bytes", bytes).isInstanceOf(OpenRouterException.class);
            wellBehaved((OpenRouterException) exchange.getException());
            assertThat(answer(COMPLETION).getBody()).isEqualTo("caf\u00e9");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"properly", "close"})
    void a_stream(String ending) {
        int finished = Wire.bytes(CONTENT).length;
        for (int bytes = 0; bytes < STREAM.bodyLength(); bytes++) {
            Pulled pulled = pull(cut(STREAM, bytes, ending));

            assertThat(pulled.failure() == null).as("after %d bytes", bytes).isEqualTo(bytes >= finished);
            Pulled sound = pull(STREAM);
            assertThat(sound.response().text()).isEqualTo("Hello");
            assertThat(sound.response().usage().totalTokens()).isEqualTo(267);
        }
    }

    @Test
    void an_event_of_a_stream() {
        String event = "{\"choices\":[{\"delta\":" + NESTED + "}],\"usage\":" + Wire.USAGE + "}";
        for (int end = 1; end < event.length(); end++) {
            Pulled pulled = pull(Reply.sse(Wire.text("Hel"), Wire.data(event.substring(0, end)), Wire.DONE));

            assertThat(pulled.failure()).as(event.substring(0, end)).isNotNull();
            assertThat(pull(STREAM).response().text()).isEqualTo("Hello");
        }
    }

    /** A lookup asks again until its time is over, so that not every byte is worth the wait here. */
    @ParameterizedTest
    @ValueSource(strings = {"properly", "close"})
    void a_lookup(String ending) {
        for (int bytes = 0; bytes < GENERATION.bodyLength(); bytes += 11) {
            Reply cut = cut(GENERATION, bytes, ending);
            simulator.replyWith(request -> cut);
            Exchange exchange = lookUp("?totalTimeout=200");
            simulator.replyWith(request -> GENERATION);

            assertThat(exchange.getException()).as("after %d bytes", bytes).isInstanceOf(OpenRouterException.class);
            assertThat(lookUp("").getMessage().getBody(Generation.class).cost()).isEqualByComparingTo("0.000015");
        }
    }

    private Exchange lookUp(String options) {
        return template.request(
                "openrouter:generation" + options, exchange -> exchange.getIn().setBody("gen-1"));
    }
}
