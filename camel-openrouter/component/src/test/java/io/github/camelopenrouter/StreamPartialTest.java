package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.model.StreamElement;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole object so far, while the model still writes it. */
class StreamPartialTest extends SimulatorTestSupport {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PUSH = "openrouter:streaming?streamPartial=true&streamTo=direct:state";
    private static final String EACH = "&streamPartialInterval=0";

    /** What the route asks for. */
    public record Trip(String city, Mood mood, List<Stop> stops) {}

    public enum Mood {
        RAIN,
        RAINBOW
    }

    /** One of two kinds. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Train.class, name = "train"),
        @JsonSubTypes.Type(value = Ship.class, name = "ship")
    })
    public interface Stop {}

    public record Train(int number) implements Stop {}

    public record Ship(String name) implements Stop {}

    private final List<Object> states = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, Object>> headers = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch second = new CountDownLatch(2);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:state").errorHandler(noErrorHandler()).process(exchange -> see(exchange.getMessage()));
            }
        };
    }

    private void see(Message message) {
        states.add(message.getBody());
        headers.add(Map.copyOf(message.getHeaders()));
        second.countDown();
    }

    private static String chunk(String text) {
        return Wire.chunk(new String(JsonStringEncoder.getInstance().quoteAsString(text)));
    }

    private static Reply answer(String... texts) {
        List<String> events = new ArrayList<>();
        for (String text : texts) {
            events.add(chunk(text));
        }
        events.add(Wire.finish());
        events.add(Wire.DONE);
        return Reply.sse(events.toArray(String[]::new));
    }

    /** The states that a reader sees who takes each as it comes: the service waits for it. */
    private List<Object> statesOf(String uri, String... texts) throws Exception {
        List<CountDownLatch> taken = new ArrayList<>();
        Reply reply = Reply.sse(chunk(texts[0]));
        for (int i = 1; i < texts.length; i++) {
            taken.add(new CountDownLatch(1));
            reply = reply.awaiting(taken.get(i - 1)).thenSse(chunk(texts[i]));
        }
        simulator.enqueue(reply.thenSse(Wire.finish(), Wire.DONE));
        List<Object> values = new ArrayList<>();
        Exchange exchange = send(uri, "A trip");
        try (ElementStream stream = exchange.getMessage().getBody(ElementStream.class)) {
            while (stream.hasNext()) {
                StreamElement part = stream.next();
                values.add(part.value());
                if (part.index() < taken.size()) {
                    taken.get(part.index()).countDown();
                }
            }
        }
        return values;
    }

    @Test
    void the_object_so_far_comes_whenever_it_has_grown_and_the_last_is_whole() throws Exception {
        List<Object> values = statesOf(
                "openrouter:streaming?streamPartial=true&output=json" + EACH,
                "Here: {\"city\":\"Par",
                "is\",\"days\":1",
                "2,\"sights\":[\"Lou",
                "vre\"]}");

        assertThat(values)
                .extracting(Object::toString)
                .containsExactly(
                        "{\"city\":\"Par\"}",
                        "{\"city\":\"Paris\"}",
                        "{\"city\":\"Paris\",\"days\":12,\"sights\":[\"Lou\"]}",
                        "{\"city\":\"Paris\",\"days\":12,\"sights\":[\"Louvre\"]}",
                        "{\"city\":\"Paris\",\"days\":12,\"sights\":[\"Louvre\"]}");
    }

    @Test
    void states_are_pushed_with_their_number_and_the_exchange_goes_on_with_the_whole() {
        simulator.enqueue(answer("{\"city\":\"Paris\"", "}"));

        Exchange exchange = send(PUSH, "A trip");

        assertThat(exchange.getException()).isNull();
        assertThat(states).isNotEmpty().allMatch(Map.class::isInstance).endsWith(Map.of("city", "Paris"));
        assertThat(headers.get(0)).containsEntry(OpenRouterConstants.ELEMENT_INDEX, 0);
        assertThat(headers.get(headers.size() - 1))
                .containsEntry(OpenRouterConstants.FINISH_REASON, "stop")
                .doesNotContainKey(OpenRouterConstants.ELEMENT_INDEX);
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("city", "Paris"));
    }

    @Test
    void states_come_no_oftener_than_the_interval_says() {
        simulator.enqueue(answer("{\"n\":[1,", "2,", "3,", "4,", "5", "]}"));

        send(PUSH + "&streamPartialInterval=1h", "numbers");

        assertThat(states).containsExactly(Map.of("n", List.of(1)), Map.of("n", List.of(1, 2, 3, 4, 5)));
    }

    @Test
    void what_has_changed_within_the_interval_is_shown_after_it_although_nothing_more_comes() {
        simulator.enqueue(Reply.sse(chunk("{\"n\":[1,"), chunk("2,"))
                .awaiting(second)
                .thenSse(chunk("3]}"), Wire.finish(), Wire.DONE));

        // the service writes on only when the second state has come
        Exchange exchange = send(PUSH + "&streamPartialInterval=50", "numbers");

        assertThat(exchange.getException()).isNull();
        assertThat(states).endsWith(Map.of("n", List.of(1, 2, 3)));
    }

    @Test
    void an_object_of_a_class_has_no_half_constant_and_waits_for_what_it_cannot_be_without() throws Exception {
        List<Object> values = statesOf(
                "openrouter:streaming?streamPartial=true&outputClass=" + Trip.class.getName() + EACH,
                "{\"city\":\"Par",
                "is\",\"mood\":\"RAIN",
                "BOW\",\"stops\":[",
                "{\"kind\":\"train\",\"number\":1",
                "2}]}");

        assertThat(values)
                .containsExactly(
                        new Trip("Par", null, null),
                        new Trip("Paris", null, null),
                        new Trip("Paris", Mood.RAINBOW, List.of()),
                        new Trip("Paris", Mood.RAINBOW, List.of(new Train(0))),
                        new Trip("Paris", Mood.RAINBOW, List.of(new Train(12))),
                        new Trip("Paris", Mood.RAINBOW, List.of(new Train(12))));
    }

    @Test
    void a_state_that_no_object_of_the_class_can_have_is_left_out() {
        simulator.enqueue(
                answer("{\"city\":\"Paris\",\"mood\":\"RAIN\",\"stops\":[{", "\"kind\":\"ship\",\"name\":\"a\"}]}"));

        Exchange exchange = send(PUSH + "&outputClass=" + Trip.class.getName() + EACH, "A trip");

        assertThat(exchange.getException()).isNull();
        assertThat(states).allMatch(state -> ((Trip) state).stops().equals(List.of(new Ship("a"))));
    }

    @Test
    void only_the_whole_object_is_checked() {
        simulator.enqueue(answer("{\"city\":\"Paris\",", "\"mood\":\"RAIN\"}"));

        Exchange exchange = send(PUSH + "&outputClass=" + Trip.class.getName() + EACH, "A trip");

        assertThat(states).isNotEmpty().allMatch(state -> ((Trip) state).stops() == null);
        assertThat(exchange.getException()).isInstanceOf(InvalidAnswerException.class);
        assertThat(((InvalidAnswerException) exchange.getException()).getViolations())
                .extracting("keyword")
                .contains("required");
    }

    @Test
    void a_state_is_its_readers_own() throws Exception {
        List<Object> values = new ArrayList<>();
        simulator.enqueue(Reply.sse(chunk("{\"a\":{\"b\":1},"))
                .awaiting(mayGoOn)
                .thenSse(chunk("\"c\":2}"), Wire.finish(), Wire.DONE));
        Exchange exchange = send("openrouter:streaming?streamPartial=true&output=json" + EACH, "A trip");
        try (ElementStream stream = exchange.getMessage().getBody(ElementStream.class)) {
            ObjectNode state = (ObjectNode) stream.next().value();
            ((ObjectNode) state.get("a")).removeAll();
            mayGoOn.countDown();
            stream.forEachRemaining(part -> values.add(part.value()));
        }

        assertThat(values).isNotEmpty().allMatch(value -> value.toString().equals("{\"a\":{\"b\":1},\"c\":2}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"I cannot help with that", "{\"a\":1} {\"b\":2}", "{\"a\":x}", "{\"a\":1"})
    void an_answer_that_is_no_json_is_refused_at_its_end(String text) {
        simulator.enqueue(answer(text.substring(0, 4), text.substring(4)));

        Exchange exchange = send(PUSH + EACH, "A trip");

        assertThat(exchange.getException()).isInstanceOf(InvalidAnswerException.class);
    }

    @Test
    void a_stream_that_breaks_has_shown_what_was_there_and_fails_with_its_facts() {
        simulator.enqueue(Reply.sse(chunk("{\"city\":\"Par")).thenReset());

        Exchange exchange = send(PUSH + EACH, "A trip");

        assertThat(states).containsExactly(Map.of("city", "Par"));
        assertThat(exchange.getException(OpenRouterException.class).getErrorType())
                .isEqualTo("stream_truncated");
    }

    @Test
    void a_stream_that_is_closed_leaves_nothing_waiting() throws Exception {
        simulator.enqueue(
                Reply.sse(chunk("{\"n\":[1,"), chunk("2,"), chunk("3,")).thenHang());
        Exchange exchange = send("openrouter:streaming?streamPartial=true&streamPartialInterval=1h", "numbers");
        ElementStream stream = exchange.getMessage().getBody(ElementStream.class);
        stream.next();

        stream.close();

        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
        assertThat(stream.hasNext()).isFalse();
    }
}
