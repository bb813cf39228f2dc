package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Violation;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Answers that are objects: what is asked for, what is checked, and what the route gets. */
class StructuredOutputTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CITY = "outputClass=" + City.class.getName();
    private static final String SCHEMA =
            "{\"type\":\"object\",\"title\":\"a city\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}";
    private static final String PARIS = "{\"name\":\"Paris\",\"people\":2100000,\"rivers\":[\"Seine\"]}";

    /** What the route wants to know. */
    public record City(String name, int people, List<String> rivers) {}

    /** An answer with that text, which costs 0.01. */
    private static Reply answer(String text) {
        return answer(text, "stop", null);
    }

    private static Reply answer(String text, String finish, String refusal) {
        ObjectNode answer = JSON.createObjectNode().put("id", "gen-1").put("model", "m");
        ObjectNode choice =
                answer.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text)
                .put("refusal", refusal);
        answer.putObject("usage")
                .put("prompt_tokens", 1)
                .put("completion_tokens", 1)
                .put("cost", 0.01);
        return Reply.json(answer.toString());
    }

    private JsonNode request(int at) throws Exception {
        return JSON.readTree(simulator.requests().get(at).text());
    }

    private static InvalidAnswerException invalid(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(InvalidAnswerException.class);
        return (InvalidAnswerException) exchange.getException();
    }

    // ---- what the route gets

    @Test
    void a_class_becomes_the_schema_of_the_request_and_the_answer_an_object_of_it() throws Exception {
        simulator.enqueue(answer(PARIS));

        Exchange exchange = send("openrouter:completion?" + CITY, "The capital of France?");

        assertThat(exchange.getMessage().getBody()).isEqualTo(new City("Paris", 2_100_000, List.of("Seine")));
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo("0.01");
        JsonNode format = request(0).path("response_format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/name").asText()).isEqualTo("City");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/required").toString()).isEqualTo("[\"name\",\"people\",\"rivers\"]");
        assertThat(request(0).at("/provider/require_parameters").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"map,java.util.Map", "json,com.fasterxml.jackson.databind.JsonNode", "text,java.lang.String"})
    void the_answer_is_what_the_option_output_says(String output, Class<?> type) {
        simulator.enqueue(answer("Here: ```json\n" + PARIS + "\n```"));

        Object body = send("openrouter:completion?responseFormat=json&output=" + output, "France?")
                .getMessage()
                .getBody();

        assertThat(body).isInstanceOf(type);
        assertThat(body.toString()).contains("Paris").doesNotContain("```");
    }

    @Test
    void the_message_or_the_whole_answer_is_checked_too() {
        simulator.enqueue(answer(PARIS));
        simulator.enqueue(answer(PARIS));
        simulator.enqueue(answer("{}"));

        assertThat(send("openrouter:completion?output=message&" + CITY, "France?")
                        .getMessage()
                        .getBody())
                .isInstanceOf(ChatMessage.class);
        assertThat(send("openrouter:completion?output=response&" + CITY, "France?")
                        .getMessage()
                        .getBody())
                .isInstanceOf(ChatResponse.class);
        invalid(send("openrouter:completion?output=message&" + CITY, "France?"));
    }

    @Test
    void the_only_mapper_of_the_registry_reads_the_answer() {
        simulator.enqueue(answer("{\"name\":\"Paris\",\"people\":1,\"rivers\":[],\"more\":1}"));
        context.getRegistry()
                .bind(
                        "mapper",
                        new ObjectMapper()
                                .configure(
                                        com.fasterxml.jackson.databind.DeserializationFeature
                                                .FAIL_ON_UNKNOWN_PROPERTIES,
                                        false));

        Exchange exchange = send("openrouter:completion?validate=false&" + CITY, "France?");

        assertThat(exchange.getMessage().getBody(City.class).name()).isEqualTo("Paris");
    }

    @Test
    void an_answer_that_is_checked_against_a_schema_may_stay_text() {
        simulator.enqueue(answer("```\n{\"name\":\"Paris\"}\n```"));

        assertThat(send("openrouter:completion?jsonSchema=RAW(" + SCHEMA + ")", "France?")
                        .getMessage()
                        .getBody())
                .isEqualTo("{\"name\":\"Paris\"}");
    }

    @Test
    void tool_calls_instead_of_an_answer_are_no_failure_where_the_route_takes_messages() {
        simulator.enqueue(
                Reply.json("{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"tool_calls\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}"));

        Exchange exchange = send("openrouter:completion?output=message&" + CITY, "France?");

        assertThat(exchange.getMessage().getBody(ChatMessage.class).toolCalls()).hasSize(1);
    }

    /** One of several kinds. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Box.class, name = "box")
    })
    public interface Shape {}

    public record Circle(double radius) implements Shape {}

    public record Box(double width, double height) implements Shape {}

    public record Drawing(List<Shape> shapes, Drawing next) {}

    @Test
    void objects_of_several_kinds_and_of_their_own_kind_are_read() {
        simulator.enqueue(answer("{\"shapes\":[{\"kind\":\"box\",\"width\":1,\"height\":2.5}],\"next\":"
                + "{\"shapes\":[{\"kind\":\"circle\",\"radius\":3}],\"next\":null}}"));
        simulator.enqueue(answer("{\"shapes\":[{\"kind\":\"box\",\"radius\":1}],\"next\":null}"));
        String uri = "openrouter:completion?strict=false&validate=false&outputClass=" + Drawing.class.getName();

        assertThat(send(uri, "Draw").getMessage().getBody())
                .isEqualTo(new Drawing(List.of(new Box(1, 2.5)), new Drawing(List.of(new Circle(3)), null)));
        invalid(send(uri, "Draw"));
    }

    public record Shapes(List<Shape> shapes) {}

    @Test
    void the_name_of_a_kind_decides_which_members_an_object_must_have() {
        simulator.enqueue(answer(
                "{\"shapes\":[{\"kind\":\"box\",\"width\":1,\"height\":2.5},{\"kind\":\"circle\",\"radius\":3}]}"));
        simulator.enqueue(answer("{\"shapes\":[{\"kind\":\"circle\",\"width\":1,\"height\":2.5}]}"));
        String uri = "openrouter:completion?outputClass=" + Shapes.class.getName();

        assertThat(send(uri, "Draw").getMessage().getBody())
                .isEqualTo(new Shapes(List.of(new Box(1, 2.5), new Circle(3))));
        assertThat(invalid(send(uri, "Draw")).getErrorType()).isEqualTo("answer_invalid");
    }

    /** What needs modules of Jackson. */
    public record Meeting(
            java.time.LocalDate day, java.util.Optional<String> guest, java.util.Optional<String> place) {}

    @Test
    void dates_and_optional_members_are_read() {
        simulator.enqueue(answer("{\"day\":\"2026-11-26\",\"guest\":\"Ada\",\"place\":null}"));

        Exchange exchange = send("openrouter:completion?outputClass=" + Meeting.class.getName(), "When?");

        assertThat(exchange.getMessage().getBody())
                .isEqualTo(new Meeting(
                        java.time.LocalDate.of(2026, 11, 26),
                        java.util.Optional.of("Ada"),
                        java.util.Optional.empty()));
    }

    @Test
    void a_class_that_the_mapper_of_the_registry_cannot_read_fails_the_start() {
        context.getRegistry().bind("mapper", new ObjectMapper());

        Throwable refused =
                catchThrowable(() -> context.getEndpoint("openrouter:completion?outputClass=" + Meeting.class.getName())
                        .start());

        assertThat(org.apache.camel.util.ObjectHelper.createExceptionIterable(refused))
                .anySatisfy(cause -> assertThat(cause)
                        .hasMessageContaining("The option outputClass")
                        .hasMessageContaining("guest")
                        .hasMessageContaining("ObjectMapper"));
    }

    // ---- where schemas come from

    @Test
    void a_schema_may_be_a_resource_or_a_bean() throws Exception {
        context.getRegistry().bind("city", JSON.readTree(SCHEMA));
        context.getRegistry().bind("map", JSON.readValue(SCHEMA, Map.class));
        context.getRegistry().bind("text", SCHEMA);
        for (String uri : List.of("classpath:city.schema.json", "#bean:city", "#city", "#map", "#bean:text")) {
            simulator.reset();
            simulator.enqueue(answer("{\"name\":\"Paris\"}"));

            Exchange exchange = send("openrouter:completion?jsonSchema=" + uri, "France?");

            assertThat(exchange.getException()).isNull();
            assertThat(request(0).at("/response_format/json_schema/name").asText())
                    .isEqualTo("a_city");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/x.json", "city.json", "[1]", "classpath:missing.json", "#missing"})
    void a_schema_that_is_none_fails_the_start_and_names_the_option(String schema) {
        Throwable refused =
                catchThrowable(() -> context.getEndpoint("openrouter:completion?jsonSchema=RAW(" + schema + ")")
                        .start());

        assertThat(refused).isNotNull();
        assertThat(org.apache.camel.util.ObjectHelper.createExceptionIterable(refused))
                .anySatisfy(cause -> assertThat(cause).hasMessageContaining("jsonSchema"));
    }

    @Test
    void a_message_may_bring_a_schema_and_its_name() throws Exception {
        simulator.enqueue(answer("{\"name\":\"Paris\"}"));

        Exchange exchange = send(
                "openrouter:completion?output=map",
                "France?",
                Map.of(
                        OpenRouterConstants.JSON_SCHEMA, JSON.readValue(SCHEMA, Map.class),
                        OpenRouterConstants.SCHEMA_NAME, "town",
                        OpenRouterConstants.STRICT, "false"));

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("name", "Paris"));
        assertThat(request(0).at("/response_format/json_schema/name").asText()).isEqualTo("town");
        assertThat(request(0).at("/response_format/json_schema/strict").asBoolean())
                .isFalse();
        assertThat(request(0).at("/response_format/json_schema/schema")).isEqualTo(JSON.readTree(SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classpath:city.schema.json", "file:/etc/passwd", "java.lang.String", "{", "[1]"})
    void a_message_can_name_no_file_and_no_resource(String schema) {
        Exchange exchange = send("openrouter:completion", "France?", Map.of(OpenRouterConstants.JSON_SCHEMA, schema));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("CamelOpenRouterJsonSchema");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_message_may_ask_for_plain_text_again() throws Exception {
        simulator.enqueue(answer("Paris"));

        Exchange exchange = send(
                "openrouter:completion?responseFormat=json",
                "France?",
                Map.of(OpenRouterConstants.RESPONSE_FORMAT, "text"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        assertThat(request(0).has("response_format")).isFalse();
    }

    @Test
    void the_format_of_a_whole_request_in_the_body_wins_over_the_option() throws Exception {
        simulator.enqueue(answer("{\"name\":\"Paris\"}"));

        send(
                "openrouter:completion?jsonSchema=RAW(" + SCHEMA + ")",
                Map.of(
                        "messages", List.of(Map.of("role", "user", "content", "France?")),
                        "response_format", Map.of("type", "json_object")));

        assertThat(request(0).path("response_format").toString()).isEqualTo("{\"type\":\"json_object\"}");
    }

    @Test
    void an_answer_is_not_checked_against_a_schema_that_was_not_asked_for() {
        simulator.enqueue(answer("Paris"));
        simulator.enqueue(answer("{\"town\":1}"));
        Map<String, Object> text = Map.of(
                "messages", List.of(Map.of("role", "user", "content", "France?")),
                "response_format", Map.of("type", "text"));
        String uri = "openrouter:completion?jsonSchema=RAW(" + SCHEMA + ")";

        assertThat(send(uri, text).getMessage().getBody()).isEqualTo("Paris");
        assertThat(send(uri + "&output=map", text).getMessage().getBody()).isEqualTo(Map.of("town", 1));
    }

    @Test
    void a_provider_that_ignores_the_schema_is_taken_where_the_route_says_so() throws Exception {
        simulator.enqueue(answer(PARIS));

        send("openrouter:completion?requireParameters=false&" + CITY, "France?");

        assertThat(request(0).at("/provider/require_parameters").asBoolean(true))
                .isFalse();
    }

    @Test
    void a_model_that_takes_no_schemas_is_said_to_take_none() {
        Exchange exchange =
                send("openrouter:completion?model=anthropic/claude-3-haiku&" + CITY, "The capital of France?");

        assertThat(exchange.getException())
                .isInstanceOf(io.github.camelopenrouter.error.ModelUnavailableException.class)
                .hasMessageContaining("schema")
                .hasMessageContaining("requireParameters=false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "output=object | outputClass",
                "outputClass=no.such.Thing | outputClass",
                "schemaName=a%20b&jsonSchema=RAW({}) | schemaName",
                "validate=false&maxRepairs=1&responseFormat=json | maxRepairs",
                "jsonSchema=RAW({\"type\":\"array\",\"items\":{\"type\":\"string\"}}) | strict=false",
                "outputClass=java.io.InputStream | outputClass",
                "body.response_format=RAW({\"type\":\"text\"})&responseFormat=json | body.response_format"
            })
    void options_that_cannot_be_fail_the_start(String options, String named) {
        Throwable refused = catchThrowable(
                () -> context.getEndpoint("openrouter:completion?" + options).start());

        assertThat(refused).isNotNull();
        assertThat(org.apache.camel.util.ObjectHelper.createExceptionIterable(refused))
                .anySatisfy(cause -> assertThat(cause).hasMessageContaining(named));
    }

    @Test
    void a_schema_that_is_asked_for_and_not_there_is_refused_before_anything_is_sent() {
        Exchange exchange = send("openrouter:completion?responseFormat=schema", "France?");

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("jsonSchema");
        assertThat(simulator.requests()).isEmpty();
    }

    // ---- answers that are not what was asked for

    @Test
    void an_answer_that_is_not_valid_fails_with_pointer_keyword_and_cost_and_without_its_text_in_the_message() {
        simulator.enqueue(answer("{\"name\":\"SECRET\",\"people\":\"many\",\"rivers\":[]}"));

        InvalidAnswerException invalid = invalid(send("openrouter:completion?" + CITY, "France?"));

        assertThat(invalid.getErrorType()).isEqualTo("answer_invalid");
        assertThat(invalid.getViolations()).containsExactly(new Violation("/people", "type", "integer"));
        assertThat(invalid.getCost()).isEqualByComparingTo("0.01");
        assertThat(invalid.getPartialText()).contains("SECRET");
        assertThat(invalid.getGenerationId()).isEqualTo("gen-1");
        assertThat(invalid).hasMessageContaining("/people").hasMessageNotContaining("SECRET");
        assertThat(invalid.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "I am sorry.|stop||answer_not_json",
                "{\"name\":\"Par|length||answer_truncated",
                "{\"name\":\"Par|stop||answer_not_json",
                "|length||answer_truncated",
                "|stop||answer_empty",
                "|stop|I will not|answer_refused",
                "{\"name\":\"a\",\"name\":\"b\"}|stop||answer_not_json",
                "{\"name\":\"a\"} {\"name\":\"b\"}|stop||answer_not_json",
                "[]|stop||answer_invalid",
                "{\"name\":\"a\",\"people\":1e999,\"rivers\":[]}|stop||answer_invalid"
            })
    void whatever_is_not_one_valid_value_is_a_failure_of_its_kind(
            String text, String finish, String refusal, String type) {
        simulator.enqueue(answer(text == null ? "" : text, finish, refusal));

        assertThat(invalid(send("openrouter:completion?" + CITY, "France?")).getErrorType())
                .isEqualTo(type);
    }

    /** A number that a double cannot have. */
    public record Price(double amount) {}

    @Test
    void a_number_beyond_its_type_is_refused_and_does_not_become_infinite() {
        simulator.enqueue(answer("{\"amount\":1e400}"));

        InvalidAnswerException invalid =
                invalid(send("openrouter:completion?outputClass=" + Price.class.getName(), "How much?"));

        assertThat(invalid.getViolations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.keyword()).isEqualTo("number"));
    }

    @Test
    void what_the_class_refuses_is_named_by_its_pointer() {
        simulator.enqueue(answer("{\"name\":\"Paris\",\"people\":1,\"rivers\":{\"SECRET\":1}}"));

        InvalidAnswerException invalid = invalid(send("openrouter:completion?validate=false&" + CITY, "France?"));

        assertThat(invalid.getViolations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/rivers"));
        assertThat(invalid).hasMessageNotContaining("SECRET");
    }

    @Test
    void the_service_heals_answers_where_the_option_says_so_and_keeps_other_plugins() throws Exception {
        simulator.enqueue(answer(PARIS));

        send(
                "openrouter:completion?responseHealing=true&body.plugins=RAW([{\"id\":\"moderation\"}])&" + CITY,
                "France?");

        assertThat(request(0).path("plugins").toString())
                .isEqualTo("[{\"id\":\"moderation\"},{\"id\":\"response-healing\"}]");
        assertThat(catchThrowable(() -> context.getEndpoint("openrouter:streaming?responseHealing=true")
                        .start()))
                .isNotNull();
    }

    @Test
    void a_text_that_was_pushed_while_it_came_is_checked_at_its_end() {
        String uri = "openrouter:streaming?streamTo=mock:chunks&jsonSchema=RAW(" + SCHEMA + ")";
        simulator.enqueue(answer("```json\n{\"name\":\"Paris\"}\n```"));
        simulator.enqueue(answer("{\"name\":1}"));

        assertThat(send(uri, "France?").getMessage().getBody()).isEqualTo("{\"name\":\"Paris\"}");
        assertThat(invalid(send(uri, "France?")).getCost()).isEqualByComparingTo("0.01");
    }

    // ---- answers that are sent back

    @Test
    void an_answer_that_is_wrong_goes_back_with_what_is_wrong_and_both_are_paid() throws Exception {
        simulator.enqueue(answer("{\"name\":\"Paris\",\"people\":\"many\",\"rivers\":[]}"));
        simulator.enqueue(answer(PARIS));

        Exchange exchange = send("openrouter:completion?maxRepairs=2&" + CITY, "France?");

        Message message = exchange.getMessage();
        assertThat(message.getBody()).isEqualTo(new City("Paris", 2_100_000, List.of("Seine")));
        assertThat(message.getHeader(OpenRouterConstants.REPAIRS)).isEqualTo(1);
        assertThat(message.getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo("0.01");
        assertThat(message.getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class))
                .isEqualByComparingTo("0.02");
        JsonNode messages = request(1).path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.at("/1/role").asText()).isEqualTo("assistant");
        assertThat(messages.at("/1/content").asText()).contains("many");
        assertThat(messages.at("/2/content").asText()).contains("/people: type integer");
        assertThat(request(1).path("response_format")).isEqualTo(request(0).path("response_format"));
    }

    @Test
    void an_answer_that_is_right_at_once_was_not_repaired() {
        simulator.enqueue(answer(PARIS));

        Message message =
                send("openrouter:completion?maxRepairs=2&" + CITY, "France?").getMessage();

        assertThat(message.getHeader(OpenRouterConstants.REPAIRS)).isEqualTo(0);
        assertThat(message.getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class))
                .isEqualByComparingTo("0.01");
    }

    @Test
    void no_answer_is_sent_back_more_often_than_it_may_be() {
        for (int i = 0; i < 4; i++) {
            simulator.enqueue(answer("no"));
        }

        InvalidAnswerException invalid = invalid(send("openrouter:completion?maxRepairs=2&" + CITY, "France?"));

        assertThat(simulator.requests()).hasSize(3);
        assertThat(invalid.getRepairs()).isEqualTo(2);
        assertThat(invalid.getCost()).isEqualByComparingTo("0.03");
    }

    @Test
    void an_answer_that_was_cut_or_refused_is_not_sent_back() {
        simulator.enqueue(answer("{\"name\":", "length", null));
        simulator.enqueue(answer("", "stop", "I will not"));

        invalid(send("openrouter:completion?maxRepairs=2&" + CITY, "France?"));
        invalid(send("openrouter:completion?maxRepairs=2&" + CITY, "France?"));

        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_round_that_fails_is_not_retried_as_if_nothing_had_been_paid() {
        simulator.enqueue(answer("no"));
        simulator.enqueue(Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"));

        Exchange exchange = send("openrouter:completion?maxRepairs=2&" + CITY, "France?");

        OpenRouterException failure = (OpenRouterException) exchange.getException();
        assertThat(failure.getStatusCode()).isEqualTo(429);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getOutcome()).isEqualTo(io.github.camelopenrouter.error.Outcome.PARTIAL);
    }

    @Test
    void a_round_that_fails_is_the_failure_and_remembers_what_was_paid_before() {
        simulator.enqueue(answer("no"));
        simulator.enqueue(Reply.json(402, "{\"error\":{\"code\":402,\"message\":\"no credits\"}}"));

        Exchange exchange = send("openrouter:completion?maxRepairs=2&" + CITY, "France?");

        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        assertThat(((OpenRouterException) exchange.getException()).getStatusCode())
                .isEqualTo(402);
        assertThat(exchange.getException().getSuppressed())
                .singleElement()
                .satisfies(before ->
                        assertThat(((InvalidAnswerException) before).getCost()).isEqualByComparingTo("0.01"));
    }
}
