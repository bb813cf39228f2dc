package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.model.StreamElement;
import io.github.camelopenrouter.model.Violation;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Elements of arrays that flow into routes while the model still writes, pulled and pushed. */
class StreamElementsTest extends SimulatorTestSupport {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String DECK = "&outputClass=" + Deck.class.getName();
    private static final String SLIDES = "openrouter:streaming?streamElements=/slides";
    private static final String PUSH = SLIDES + "&streamTo=direct:slide";
    private static final String WHOLE =
            "{\"title\":\"Rivers\",\"slides\":[{\"title\":\"Seine\",\"minutes\":1},{\"title\":\"Loire\",\"minutes\":2}]}";
    private static final Slide SEINE = new Slide("Seine", 1);
    private static final Slide LOIRE = new Slide("Loire", 2);
    /** The second of three slides has no minutes, but a text in their place. */
    private static final String ONE_WRONG = "{\"title\":\"Rivers\",\"slides\":[{\"title\":\"Seine\",\"minutes\":1},"
            + "{\"title\":\"Loire\",\"minutes\":\"two\"},{\"title\":\"Rhone\",\"minutes\":3}]}";

    /** What the route asks for. */
    public record Deck(String title, List<Slide> slides) {}

    /** One element of it. */
    public record Slide(String title, int minutes) {}

    /** What a target of a push saw. */
    private record Seen(Object body, Map<String, Object> headers) {}

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:slide").errorHandler(noErrorHandler()).process(exchange -> see(exchange.getMessage()));
                from("direct:pull")
                        .errorHandler(noErrorHandler())
                        .toD("${header.uri}")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .process(exchange -> see(exchange.getMessage()));
            }
        };
    }

    private void see(Message message) {
        seen.add(new Seen(message.getBody(), Map.copyOf(message.getHeaders())));
        first.countDown();
    }

    private Exchange pull(String uri) {
        return send("direct:pull", "Rivers of France", Map.of("uri", uri));
    }

    private List<Object> bodies() {
        return seen.stream().map(Seen::body).toList();
    }

    private List<Object> headers(String name) {
        return seen.stream().map(each -> each.headers().get(name)).toList();
    }

    /** An answer with that text, so many characters with each event. */
    private static Reply answer(String text, int size) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); from += size) {
            pieces.add(escaped(text.substring(from, Math.min(text.length(), from + size))));
        }
        return Reply.sse(Wire.stream(pieces.toArray(String[]::new)));
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static InvalidAnswerException invalid(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(InvalidAnswerException.class);
        return (InvalidAnswerException) exchange.getException();
    }

    // ---- what flows

    @Test
    void each_element_is_pushed_as_an_object_and_the_exchange_goes_on_with_the_whole_one() {
        simulator.enqueue(answer(WHOLE, 7));

        Exchange exchange = send(PUSH + DECK, "Rivers of France");

        Deck deck = new Deck("Rivers", List.of(SEINE, LOIRE));
        assertThat(exchange.getException()).isNull();
        assertThat(bodies()).containsExactly(SEINE, LOIRE, deck);
        assertThat(headers(OpenRouterConstants.ELEMENT_INDEX)).containsExactly(0, 1, null);
        assertThat(headers(OpenRouterConstants.ELEMENT_POINTER)).containsExactly("/slides", "/slides", null);
        assertThat(headers(OpenRouterConstants.FINISH_REASON)).containsExactly(null, null, "stop");
        assertThat(exchange.getMessage().getBody()).isEqualTo(deck);
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.COST)).isEqualTo(new BigDecimal("0.0001"));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(OpenRouterConstants.INVALID_ELEMENTS);
    }

    @Test
    void elements_are_pulled_one_by_one_and_the_last_part_has_the_whole_object_and_the_answer() {
        simulator.enqueue(answer(WHOLE, 7));

        Exchange exchange = pull(SLIDES + DECK);

        assertThat(exchange.getException()).isNull();
        List<StreamElement> parts =
                seen.stream().map(each -> (StreamElement) each.body()).toList();
        assertThat(parts).extracting(StreamElement::index).containsExactly(0, 1, 2);
        assertThat(parts).extracting(StreamElement::pointer).containsExactly("/slides", "/slides", "");
        assertThat(parts)
                .extracting(StreamElement::value)
                .containsExactly(SEINE, LOIRE, new Deck("Rivers", List.of(SEINE, LOIRE)));
        assertThat(parts).extracting(StreamElement::last).containsExactly(false, false, true);
        assertThat(parts.get(2).response().usage().cost()).isEqualByComparingTo("0.0001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    void an_element_is_in_the_route_while_the_next_one_is_not_even_begun(String way) {
        String begin = "{\"title\":\"Rivers\",\"slides\":[{\"title\":\"Seine\",\"minutes\":1}";
        simulator.enqueue(Reply.sse(Wire.chunk(escaped(begin)))
                .awaiting(first)
                .thenSse(Wire.stream(escaped(WHOLE.substring(begin.length())))));

        // the service writes on only when the element has come
        Exchange exchange = way.equals("push") ? send(PUSH + DECK, "Rivers of France") : pull(SLIDES + DECK);

        assertThat(exchange.getException()).isNull();
        assertThat(seen).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "map,java.util.Map,java.util.Map",
        "json,com.fasterxml.jackson.databind.JsonNode,com.fasterxml.jackson.databind.JsonNode"
    })
    void elements_are_what_the_option_output_says(String output, Class<?> element, Class<?> whole) {
        simulator.enqueue(answer(WHOLE, 20));

        Exchange exchange = send(PUSH + "&output=" + output, "Rivers of France");

        assertThat(seen).hasSize(3);
        assertThat(bodies().subList(0, 2)).allMatch(element::isInstance);
        assertThat(exchange.getMessage().getBody()).isInstanceOf(whole);
    }

    @Test
    void an_answer_that_comes_in_one_piece_has_its_elements_all_the_same() {
        simulator.enqueue(Reply.json(Wire.completion(escaped(WHOLE))));

        Exchange exchange = send(PUSH + DECK, "Rivers of France");

        assertThat(exchange.getException()).isNull();
        assertThat(bodies()).containsExactly(SEINE, LOIRE, new Deck("Rivers", List.of(SEINE, LOIRE)));
    }

    @Test
    void without_a_class_elements_are_maps_or_whatever_else_they_are() {
        simulator.enqueue(answer("{\"slides\":[{\"a\":1},[2,3],\"x\",4,true]}", 3));

        send(PUSH, "things");

        assertThat(bodies().subList(0, 5)).containsExactly(Map.of("a", 1), List.of(2, 3), "x", 4, true);
    }

    @Test
    void numbers_of_elements_are_what_they_are_in_a_whole_answer() {
        String text = "{\"slides\":[0.1,12345678901,123456789012345678901,1e400]}";
        simulator.enqueue(answer(text, 4), answer(text, 4));

        Exchange maps = send(PUSH, "numbers");
        assertThat(bodies()).containsExactly(0.1, 12_345_678_901L, new BigInteger("123456789012345678901"));
        assertThat(invalid(maps).getViolations())
                .extracting(Violation::pointer, Violation::keyword)
                .containsExactly(tuple("/slides/3", "number"));

        send(PUSH + "&output=json", "numbers");
        assertThat(bodies().get(6)).hasToString("1E+400");
    }

    @Test
    void an_answer_that_is_an_array_itself_has_elements_too() {
        simulator.enqueue(answer("[{\"a\":1},{\"a\":2}]", 3));

        Exchange exchange = send("openrouter:streaming?streamElements=$&streamTo=direct:slide", "things");

        assertThat(bodies()).containsExactly(Map.of("a", 1), Map.of("a", 2), List.of(Map.of("a", 1), Map.of("a", 2)));
        assertThat(exchange.getMessage().getBody()).isInstanceOf(List.class);
    }

    @Test
    void several_and_nested_arrays_say_which_one_an_element_is_of() {
        simulator.enqueue(answer("{\"a\":[{\"b\":[1,2]},{\"b\":[3]}],\"c\":[4]}", 2));

        send("openrouter:streaming?streamElements=/a,/a/*/b,/c&streamTo=direct:slide&output=json", "things");

        assertThat(headers(OpenRouterConstants.ELEMENT_POINTER))
                .containsExactly("/a/0/b", "/a/0/b", "/a", "/a/1/b", "/a", "/c", null);
        assertThat(headers(OpenRouterConstants.ELEMENT_INDEX)).containsExactly(0, 1, 0, 0, 1, 0, null);
        assertThat(bodies())
                .extracting(Object::toString)
                .startsWith("1", "2", "{\"b\":[1,2]}", "3", "{\"b\":[3]}", "4");
    }

    @Test
    void a_part_is_to_camel_what_its_value_is() throws Exception {
        simulator.enqueue(answer(WHOLE, 9));
        Exchange exchange = send(SLIDES + DECK, "Rivers of France");

        try (ElementStream stream = exchange.getMessage().getBody(ElementStream.class)) {
            StreamElement part = stream.next();

            assertThat(context.getTypeConverter().convertTo(Slide.class, exchange, part))
                    .isEqualTo(SEINE);
            assertThat(context.getTypeConverter().convertTo(String.class, exchange, part))
                    .isEqualTo("{\"title\":\"Seine\",\"minutes\":1}");
            assertThat(context.getTypeConverter().tryConvertTo(Deck.class, exchange, part))
                    .isNull();
        }
    }

    @Test
    void a_stream_converts_to_the_text_of_its_answer() {
        simulator.enqueue(answer(WHOLE, 9));

        Exchange exchange = send(SLIDES + DECK, "Rivers of France");

        assertThat(exchange.getMessage().getBody()).hasToString("ElementStream[open]");
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(WHOLE);
        assertThat(exchange.getMessage().getBody()).hasToString("ElementStream[complete]");
    }

    @Test
    void a_stream_converts_to_a_publisher() {
        simulator.enqueue(answer(WHOLE, 9));

        Exchange exchange = send(SLIDES + DECK, "Rivers of France");

        assertThat(exchange.getMessage().getBody(Flow.Publisher.class)).isNotNull();
        exchange.getMessage().getBody(ElementStream.class).close();
    }

    // ---- what is not valid

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    void an_invalid_element_fails_the_answer_with_its_whole_cost_and_nothing_follows_it(String way) {
        simulator.enqueue(answer(ONE_WRONG, 10));

        Exchange exchange = way.equals("push") ? send(PUSH + DECK, "Rivers") : pull(SLIDES + DECK);

        InvalidAnswerException failure = invalid(exchange);
        assertThat(seen).hasSize(1);
        assertThat(failure.getErrorType()).isEqualTo("answer_invalid");
        assertThat(failure.getViolations()).extracting(Violation::pointer).containsExactly("/slides/1/minutes");
        assertThat(failure.getCost()).isEqualByComparingTo("0.0001");
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(failure.getPartialText()).isEqualTo(ONE_WRONG);
        assertThat(failure.getMessage()).contains("/slides/1/minutes").doesNotContain("two", "Loire");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    void an_invalid_element_cuts_the_stream_where_it_says_abort(String way) throws Exception {
        String begin = ONE_WRONG.substring(0, ONE_WRONG.indexOf(",{\"title\":\"Rhone"));
        simulator.enqueue(Reply.sse(Wire.chunk(escaped(begin))).thenHang());
        String uri = DECK + "&onInvalidElement=abort";

        // the service never ends this answer
        Exchange exchange = way.equals("push") ? send(PUSH + uri, "Rivers") : pull(SLIDES + uri);

        InvalidAnswerException failure = invalid(exchange);
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
        assertThat(seen).hasSize(1);
        assertThat(failure.getViolations()).extracting(Violation::pointer).containsExactly("/slides/1/minutes");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(failure.getCost()).isNull();
    }

    @Test
    void a_stream_that_is_cut_for_an_element_says_what_it_had_cost_where_the_service_says_so_on_the_way()
            throws Exception {
        String begin = ONE_WRONG.substring(0, ONE_WRONG.indexOf(",{\"title\":\"Rhone"));
        simulator.enqueue(Reply.sse("data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + escaped(begin) + "\"}}],\"usage\":{\"completion_tokens\":9,\"cost\":0.00005}}\n\n")
                .thenHang());

        Exchange exchange = send(PUSH + DECK + "&onInvalidElement=abort", "Rivers");

        assertThat(invalid(exchange).getCost()).isEqualByComparingTo("0.00005");
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
    }

    @Test
    void an_invalid_element_is_left_out_and_reported_where_it_says_skip() {
        simulator.enqueue(answer(ONE_WRONG, 10));

        Exchange exchange = send(PUSH + DECK + "&onInvalidElement=skip", "Rivers");

        Slide rhone = new Slide("Rhone", 3);
        assertThat(exchange.getException()).isNull();
        assertThat(bodies()).containsExactly(SEINE, rhone, new Deck("Rivers", List.of(SEINE, rhone)));
        assertThat(headers(OpenRouterConstants.ELEMENT_INDEX)).containsExactly(0, 2, null);
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.INVALID_ELEMENTS, List.class))
                .extracting("pointer")
                .containsExactly("/slides/1/minutes");
    }

    @Test
    void an_invalid_element_is_handed_on_with_what_is_wrong_where_it_says_pass() {
        simulator.enqueue(answer(ONE_WRONG, 10));

        Exchange exchange = send(PUSH + DECK + "&onInvalidElement=pass", "Rivers");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).hasSize(4);
        assertThat(bodies().get(1))
                .isInstanceOf(JsonNode.class)
                .hasToString("{\"title\":\"Loire\",\"minutes\":\"two\"}");
        assertThat(headers(OpenRouterConstants.ELEMENT_INDEX)).containsExactly(0, 1, 2, null);
        assertThat(seen.get(1).headers()).containsKey(OpenRouterConstants.VIOLATIONS);
        assertThat(seen.get(2).headers()).doesNotContainKey(OpenRouterConstants.VIOLATIONS);
        assertThat(exchange.getMessage().getBody()).isInstanceOf(JsonNode.class);
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.INVALID_ELEMENTS, List.class))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"skip,2", "pass,4", "fail,1"})
    void an_element_that_says_two_things_or_a_number_beyond_all_bounds_is_not_valid(String choice, int parts) {
        simulator.enqueue(answer("{\"n\":[{\"a\":1},{\"a\":1,\"a\":2},{\"a\":1e99999}]}", 7));
        String uri =
                "openrouter:streaming?streamElements=/n&streamTo=direct:slide&output=json&onInvalidElement=" + choice;

        Exchange exchange = send(uri, "n");

        switch (choice) {
            case "fail" -> assertThat(invalid(exchange).getErrorType()).isEqualTo("answer_invalid");
            case "skip" -> assertThat(exchange.getMessage().getBody()).hasToString("{\"n\":[{\"a\":1}]}");
            default ->
                assertThat(exchange.getMessage().getBody())
                        .hasToString("{\"n\":[{\"a\":1},{\"a\":2},{\"a\":\"1e99999\"}]}");
        }
        assertThat(seen).hasSize(parts);
        if (!choice.equals("fail")) {
            assertThat(exchange.getMessage().getHeader(OpenRouterConstants.INVALID_ELEMENTS, List.class))
                    .extracting("pointer", "keyword")
                    .containsExactly(tuple("/n/1/a", "uniqueKeys"), tuple("/n/2/a", "number"));
        }
    }

    @Test
    void a_member_that_stands_twice_around_the_elements_fails_the_answer_even_where_elements_are_left_out() {
        simulator.enqueue(answer("{\"x\":1,\"n\":[{\"a\":1,\"a\":2}],\"x\":2}", 7));

        Exchange exchange =
                send("openrouter:streaming?streamElements=/n&streamTo=direct:slide&onInvalidElement=skip", "n");

        assertThat(invalid(exchange).getErrorType()).isEqualTo("answer_not_json");
    }

    @Test
    void what_is_wrong_around_many_elements_that_are_not_valid_is_found_all_the_same() {
        String bad = "{\"title\":\"x\",\"minutes\":\"no\"},";
        String text = "{\"slides\":[" + bad.repeat(50) + "{\"title\":\"x\",\"minutes\":1}],\"more\":1}";
        simulator.enqueue(answer(text, 100));

        Exchange exchange = send(PUSH + DECK + "&onInvalidElement=pass", "Rivers");

        assertThat(seen).hasSize(51);
        assertThat(invalid(exchange).getViolations())
                .extracting(Violation::keyword)
                .contains("required")
                .doesNotContain("type");
    }

    @Test
    void a_schema_of_the_message_counts_for_its_elements() {
        simulator.enqueue(answer("{\"n\":[1,2,\"x\"]}", 4), answer("{\"n\":[1,2,\"x\"]}", 4));
        String schema =
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}},"
                        + "\"required\":[\"n\"],\"additionalProperties\":false}";
        String uri = "openrouter:streaming?streamElements=/n&streamTo=direct:slide&output=json";

        Exchange with = send(uri, "n", Map.of(OpenRouterConstants.JSON_SCHEMA, schema));
        assertThat(invalid(with).getViolations()).extracting(Violation::pointer).containsExactly("/n/2");
        assertThat(seen).hasSize(2);

        assertThat(send(uri, "n").getException()).isNull();
    }

    @Test
    void what_is_wrong_around_the_elements_fails_at_the_end() {
        simulator.enqueue(answer("{\"slides\":[{\"title\":\"Seine\",\"minutes\":1}]}", 10));

        Exchange exchange = send(PUSH + DECK + "&onInvalidElement=skip", "Rivers");

        assertThat(bodies()).containsExactly(SEINE);
        assertThat(invalid(exchange).getViolations())
                .extracting(Violation::keyword)
                .containsExactly("required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I cannot help with that.                        | answer_not_json",
                "{\"title\":\"x\",\"slides\":[x]}                | answer_not_json",
                "{\"title\":\"x\",\"slides\":{}}                 | answer_invalid",
                "{\"title\":\"x\",\"slides\":[]} and {\"a\":1}   | answer_not_json",
                "{\"title\":\"x\",\"slides\":[]                  | answer_not_json",
                "{\"title\":\"x\",\"slides\":[],\"slides\":[]}   | answer_not_json"
            })
    void an_answer_that_is_not_what_was_asked_for_is_refused_as_a_whole_answer_is(String text, String type) {
        simulator.enqueue(answer(text, 5));

        Exchange exchange = send(PUSH + DECK, "Rivers");

        assertThat(invalid(exchange).getErrorType()).isEqualTo(type);
        assertThat(invalid(exchange).getCost()).isEqualByComparingTo("0.0001");
        assertThat(seen).isEmpty();
    }

    // ---- what is cut, given up or closed

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    void a_stream_that_breaks_has_delivered_what_was_whole_and_fails_with_its_facts(String way) {
        String begin = "{\"title\":\"Rivers\",\"slides\":[{\"title\":\"Seine\",\"minutes\":1},{\"title\":\"Lo";
        simulator.enqueue(Reply.sse(Wire.chunk(escaped(begin))).thenReset());

        Exchange exchange = way.equals("push") ? send(PUSH + DECK, "Rivers") : pull(SLIDES + DECK);

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(seen).hasSize(1);
        assertThat(failure.getErrorType()).isEqualTo("stream_truncated");
        assertThat(failure.getPartialText()).isEqualTo(begin);
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
    }

    @Test
    void an_answer_that_fails_before_its_first_content_is_sent_again_and_its_elements_come_once() {
        simulator.enqueue(Reply.sse("data: {\"error\":{\"code\":502,\"message\":\"gone\"}}\n\n"), answer(WHOLE, 8));

        Exchange exchange = send(PUSH + DECK + "&maxRetries=1", "Rivers");

        assertThat(exchange.getException()).isNull();
        assertThat(bodies()).hasSize(3);
    }

    @Test
    void a_target_that_fails_with_an_element_fails_the_exchange_and_cuts_the_stream() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:full").errorHandler(noErrorHandler()).throwException(new IllegalStateException("full"));
            }
        });
        simulator.enqueue(Reply.sse(Wire.chunk(escaped("{\"slides\":[1,2"))).thenHang());

        Exchange exchange = send("openrouter:streaming?streamElements=/slides&streamTo=direct:full", "Rivers");

        assertThat(exchange.getException()).hasMessage("full");
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
    }

    @Test
    void a_splitter_that_stops_at_a_failure_cuts_the_stream() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stops")
                        .errorHandler(noErrorHandler())
                        .to(SLIDES)
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .throwException(new IllegalStateException("full"));
            }
        });
        simulator.enqueue(Reply.sse(Wire.chunk(escaped("{\"slides\":[1,2"))).thenHang());

        assertThat(send("direct:stops", "Rivers").getException()).hasRootCauseMessage("full");
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
    }

    @Test
    void a_subscriber_gets_elements_at_its_own_pace_and_the_failure_of_an_invalid_one() throws Exception {
        simulator.enqueue(answer(ONE_WRONG, 10));
        ElementStream stream = send(SLIDES + DECK, "Rivers").getMessage().getBody(ElementStream.class);
        List<Object> values = new ArrayList<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();

        stream.publisher().subscribe(new Flow.Subscriber<>() {
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(1);
            }

            @Override
            public void onNext(StreamElement part) {
                values.add(part.value());
                subscription.request(1);
            }

            @Override
            public void onError(Throwable why) {
                failure.complete(why);
            }

            @Override
            public void onComplete() {
                failure.complete(null);
            }
        });

        assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(InvalidAnswerException.class);
        assertThat(values).containsExactly(SEINE);
    }

    @Test
    void elements_that_are_left_out_of_nested_arrays_leave_the_others_where_they_are() {
        simulator.enqueue(
                answer("{\"a\":[{\"b\":[{\"x\":1,\"x\":1},{\"y\":2}]},{\"c\":1,\"c\":2},{\"b\":[{\"z\":3}]}]}", 6));

        Exchange exchange = send(
                "openrouter:streaming?streamElements=/a/*/b,/a&streamTo=direct:slide&output=json&onInvalidElement=skip",
                "things");

        // the first of /a has an element that is not valid, and so is none either
        assertThat(headers(OpenRouterConstants.ELEMENT_POINTER)).containsExactly("/a/0/b", "/a/2/b", "/a", null);
        assertThat(headers(OpenRouterConstants.ELEMENT_INDEX)).containsExactly(1, 0, 2, null);
        assertThat(exchange.getMessage().getBody()).hasToString("{\"a\":[{\"b\":[{\"z\":3}]}]}");
    }

    @Test
    void a_stream_that_is_closed_cuts_the_connection_and_has_nothing_more() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk(escaped("{\"slides\":[1,2"))).thenHang());
        Exchange exchange = send(SLIDES, "Rivers");
        ElementStream stream = exchange.getMessage().getBody(ElementStream.class);
        assertThat(stream.next().value()).isEqualTo(1);

        stream.close();

        assertThat(stream.hasNext()).isFalse();
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
        assertThatThrownBy(stream::rest).isInstanceOf(OpenRouterException.class);
    }

    @Test
    void a_stream_that_its_route_does_not_read_is_cut_with_the_exchange() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unread").to(SLIDES).setBody(constant("done"));
            }
        });
        simulator.enqueue(Reply.sse(Wire.chunk(escaped("{\"slides\":[1,2"))).thenHang());

        send("direct:unread", "Rivers");

        RecordedRequest request = simulator.takeRequest(SOON);
        assertThat(request.awaitDisconnect(SOON)).isTrue();
    }

    @Test
    void a_reader_that_stands_still_stops_the_service_from_writing() throws Exception {
        String event = Wire.chunk(escaped("{\"text\":\"" + "x".repeat(1_000) + "\"},"));
        simulator.enqueue(Reply.sse(Wire.chunk(escaped("{\"slides\":["))).thenSse(event.repeat(20_000)));
        Exchange exchange = send(SLIDES, "Rivers");
        ElementStream stream = exchange.getMessage().getBody(ElementStream.class);
        stream.next();
        RecordedRequest request = simulator.takeRequest(SOON);

        // 20 MB do not fit into what sockets and windows hold
        assertThat(request.awaitFinished(Duration.ofMillis(300))).isFalse();

        stream.close();
        assertThat(request.awaitDisconnect(SOON)).isTrue();
    }

    // ---- options

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "streaming?streamElements=/a&streamPartial=true          | exclude each other",
                "streaming?streamElements=/a&streamFormat=text           | exclude each other",
                "streaming?streamPartial=true&streamFormat=sse           | exclude each other",
                "streaming?streamElements=slides                         | streamElements must be JSON pointers",
                "streaming?streamElements=/a&output=text                 | output=object, map or json",
                "streaming?onInvalidElement=skip                         | needs the option streamElements",
                "completion?streamElements=/a                            | belongs to openrouter:streaming",
                "completion?streamPartial=true                           | belongs to openrouter:streaming"
            })
    void options_that_do_not_belong_together_are_refused_at_the_start(String uri, String why) {
        assertThatThrownBy(() -> context.getEndpoint("openrouter:" + uri).start())
                .hasStackTraceContaining(why);
    }
}
