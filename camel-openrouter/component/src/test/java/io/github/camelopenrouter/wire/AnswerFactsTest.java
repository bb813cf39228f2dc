package io.github.camelopenrouter.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.wire.Wire.DONE;
import static io.github.camelopenrouter.wire.Wire.chunk;
import static io.github.camelopenrouter.wire.Wire.delta;
import static io.github.camelopenrouter.wire.Wire.whole;
import static org.assertj.core.api.Assertions.assertThat;

/** Facts of an answer as headers of a message, whichever way the answer came. */
class AnswerFactsTest extends WireTestSupport {
    private static final String CITATION =
            "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\",\"title\":\"A\",\"start_index\":0,\"end_index\":5}}";
    private static final String UNPLACED =
            "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://b.example\"}}";
    private static final String FILE =
            "{\"type\":\"file\",\"file\":{\"hash\":\"h1\",\"name\":\"a.pdf\",\"content\":[{\"type\":\"text\",\"text\":\"page\"}]}}";
    private static final String DETAILS =
            "[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"index\":0,\"signature\":\"Et8B\",\"format\":\"anthropic-claude-v1\"},"
                    + "{\"type\":\"reasoning.encrypted\",\"data\":\"x==\",\"id\":null,\"index\":1}]";
    private static final String LOGPROBS =
            "{\"content\":[{\"token\":\"Hi\",\"logprob\":-0.10,\"bytes\":[72,105],\"top_logprobs\":[]}],\"refusal\":null}";
    private static final String ROUTER =
            "{\"requested\":\"openai/gpt-4o-mini\",\"strategy\":\"direct\",\"region\":null,\"attempt\":1}";

    /** What JMS and Kafka take as a property or can write as text. */
    private static final Set<Class<?>> OF_A_QUEUE =
            Set.of(String.class, Integer.class, Long.class, Boolean.class, BigDecimal.class);

    private static final String FULL =
            "{\"id\":\"gen-1\",\"model\":\"m\",\"service_tier\":\"flex\",\"openrouter_metadata\":"
                    + ROUTER + ",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"logprobs\":" + LOGPROBS
                    + ",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning\":\"Hm\",\"reasoning_details\":"
                    + DETAILS
                    + ",\"annotations\":[" + CITATION + "," + FILE + "]}}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"cost\":0.01,\"server_tool_use_details\":{\"web_search_requests\":3}}}";

    private static void assertEveryFact(Map<String, Object> headers) {
        assertThat(headers)
                .containsEntry(OpenRouterConstants.REASONING, "Hm")
                .containsEntry(OpenRouterConstants.REASONING_DETAILS, DETAILS)
                .containsEntry(OpenRouterConstants.ANNOTATIONS, "[" + CITATION + "," + FILE + "]")
                .containsEntry(OpenRouterConstants.LOGPROBS, LOGPROBS)
                .containsEntry(OpenRouterConstants.RESPONSE_SERVICE_TIER, "flex")
                .containsEntry(OpenRouterConstants.RESPONSE_ROUTER_METADATA, ROUTER)
                .containsEntry(OpenRouterConstants.SEARCHES, 3)
                .doesNotContainKeys(
                        OpenRouterConstants.REFUSAL, OpenRouterConstants.CHOICES, OpenRouterConstants.LEFT_OUT);
    }

    private final List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();

    @BeforeAll
    void startRoute() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:chunks").process(exchange -> {
                    if (exchange.getMessage().getBody(ChatChunk.class).last()) {
                        seen.add(exchange.getMessage().getHeaders());
                    }
                });
            }
        });
    }

    /** The headers of both exchanges that learn of a pushed answer: that of the last chunk, and the one that asked. */
    private List<Map<String, Object>> pushed(Reply reply) {
        seen.clear();
        Exchange asked = send("openrouter:streaming?streamTo=direct:chunks", reply);
        assertThat(asked.getException()).isNull();
        seen.add(asked.getMessage().getHeaders());
        assertThat(seen).hasSize(2);
        return seen;
    }

    private static String[] stream() {
        return new String[] {
            delta(
                    "{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"H\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"H\",\"index\":0}]}",
                    "null"),
            delta(
                    "{\"content\":\"\",\"reasoning\":\"m\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"m\",\"index\":0}]}",
                    "null"),
            delta(
                    "{\"content\":\"\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"Et8B\",\"format\":\"anthropic-claude-v1\",\"index\":0}]}",
                    "null"),
            delta(
                    "{\"content\":\"\",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"x==\",\"id\":null,\"index\":1}]}",
                    "null"),
            chunk("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\",\"annotations\":[" + CITATION
                    + "]},\"finish_reason\":null,\"logprobs\":" + LOGPROBS + "}]"),
            delta("{\"content\":\"\",\"annotations\":[" + CITATION + "," + FILE + "]}", "\"stop\""),
            chunk("\"choices\":[],\"service_tier\":\"flex\",\"openrouter_metadata\":" + ROUTER
                    + ",\"usage\":{\"cost\":0.01,\"server_tool_use\":{\"web_search_requests\":3}}"),
            DONE
        };
    }

    @Test
    void a_completion_tells_every_fact() {
        assertEveryFact(answer(Reply.json(FULL)).getHeaders());
    }

    @Test
    void a_pushed_answer_tells_every_fact_with_its_last_chunk_and_to_who_asked() throws Exception {
        for (Map<String, Object> headers : pushed(Reply.sse(stream()))) {
            assertEveryFact(headers);
        }
    }

    @Test
    void the_last_chunk_that_is_pulled_has_every_fact() {
        ChatResponse response = pull(Reply.sse(stream())).response();

        assertThat(response.message().reasoningDetails().toString().replace(", ", ","))
                .isEqualTo(DETAILS);
        assertThat(response.message().extra().get("annotations")).hasToString("[" + CITATION + "," + FILE + "]");
        assertThat(response.message().extra().get("logprobs")).hasToString(LOGPROBS);
        assertThat(response.extra().get("openrouter_metadata")).hasToString(ROUTER);
        assertThat(response.extra().get("service_tier").asText()).isEqualTo("flex");
        assertThat(response.usage().webSearchRequests()).isEqualTo(3);
    }

    @Test
    void every_header_but_the_tool_calls_is_of_a_type_that_survives_a_queue() {
        String called = FULL.replace(
                "\"content\":\"Hi\"",
                "\"content\":\"Hi\",\"refusal\":\"No\",\"audio\":{\"data\":\"AAAA\",\"transcript\":\"Hi\"},\"images\":[{\"image_url\":{\"url\":\"https://i.example/1\"}}],"
                        + "\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]");

        Map<String, Object> headers = answer(Reply.json(called)).getHeaders();

        assertThat(headers)
                .containsKeys(
                        OpenRouterConstants.REFUSAL, OpenRouterConstants.TRANSCRIPT, OpenRouterConstants.IMAGE_URLS);
        assertThat(headers.entrySet().stream()
                        .filter(header -> !OF_A_QUEUE.contains(header.getValue().getClass()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()))
                .containsExactly(OpenRouterConstants.TOOL_CALLS);
    }

    @Test
    void empty_reasoning_details_are_told_as_such() {
        Message message = answer(Reply.json(whole(
                "{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning\":null,\"reasoning_details\":[]}",
                "\"stop\"")));

        assertThat(message.getHeader(OpenRouterConstants.REASONING_DETAILS)).isEqualTo("[]");
        assertThat(message.getHeader(OpenRouterConstants.REASONING)).isNull();
    }

    @Test
    void a_refusal_is_told_and_is_not_the_text() {
        Message message = answer(
                Reply.json(whole("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I will not\"}", "\"stop\"")));

        assertThat(message.getHeader(OpenRouterConstants.REFUSAL)).isEqualTo("I will not");
        assertThat(message.getBody()).isEqualTo("");
    }

    @Test
    void pieces_of_a_refusal_are_joined() throws Exception {
        Reply stream = Reply.sse(
                delta("{\"content\":\"\",\"refusal\":\"I will\"}", "null"),
                delta("{\"content\":\"\",\"refusal\":\" not\"}", "\"stop\""),
                DONE);

        for (Map<String, Object> headers : pushed(stream)) {
            assertThat(headers).containsEntry(OpenRouterConstants.REFUSAL, "I will not");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"none\"", "7"})
    void what_says_nothing_has_no_header(String nothing) {
        Message message = answer(Reply.json("{\"id\":\"gen-1\",\"service_tier\":" + nothing.replace("\"none\"", "null")
                + ",\"openrouter_metadata\":" + nothing + ",\"choices\":[{\"finish_reason\":\"stop\",\"logprobs\":"
                + nothing
                + ",\"message\":{\"content\":\"Hi\",\"annotations\":" + nothing + ",\"images\":" + nothing
                + ",\"audio\":"
                + nothing + "}}]}"));

        assertThat(message.getHeaders())
                .doesNotContainKeys(
                        OpenRouterConstants.ANNOTATIONS,
                        OpenRouterConstants.LOGPROBS,
                        OpenRouterConstants.TRANSCRIPT,
                        OpenRouterConstants.IMAGE_URLS,
                        OpenRouterConstants.RESPONSE_SERVICE_TIER,
                        OpenRouterConstants.RESPONSE_ROUTER_METADATA,
                        OpenRouterConstants.REASONING_DETAILS);
    }

    @ParameterizedTest
    @CsvSource({"server_tool_use_details,", "server_tool_use,", "server_tool_use,null"})
    void searches_are_counted_in_either_spelling(String spelling, String other) {
        String beside = other == null ? "" : "\"server_tool_use_details\":null,";
        Message message =
                answer(Reply.json("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}],"
                        + "\"usage\":{" + beside + "\"" + spelling + "\":{\"web_search_requests\":2}}}"));

        assertThat(message.getHeader(OpenRouterConstants.SEARCHES)).isEqualTo(2);
    }

    // ---- annotations

    @Test
    void a_citation_that_is_repeated_is_told_once_with_all_that_was_said_of_it() {
        String titled =
                "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://b.example\",\"title\":\"B\",\"start_index\":null}}";
        ChatResponse response = pull(Reply.sse(
                        delta("{\"content\":\"Hi\",\"annotations\":[" + UNPLACED + "," + CITATION + "]}", "null"),
                        delta("{\"content\":\"\",\"annotations\":[" + CITATION + "," + titled + "]}", "null"),
                        delta("{\"content\":\"\",\"annotations\":[" + UNPLACED + "]}", "\"stop\""),
                        DONE))
                .response();

        assertThat(response.message().extra().get("annotations"))
                .hasToString(
                        "[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://b.example\",\"title\":\"B\"}},"
                                + CITATION + "]");
    }

    @Test
    void one_address_cited_at_two_places_is_two_citations() {
        String elsewhere = CITATION.replace("\"start_index\":0,\"end_index\":5", "\"start_index\":9,\"end_index\":12");

        Message message = answer(Reply.json(whole(
                "{\"content\":\"Hi\",\"annotations\":[" + CITATION + "," + elsewhere + "," + CITATION + "]}",
                "\"stop\"")));

        assertThat(message.getHeader(OpenRouterConstants.ANNOTATIONS))
                .isEqualTo("[" + CITATION + "," + elsewhere + "]");
    }

    @Test
    void a_parsed_file_is_told_once_by_its_hash() {
        ChatResponse response = pull(Reply.sse(
                        delta(
                                "{\"content\":\"Hi\",\"annotations\":[{\"type\":\"file\",\"file\":{\"hash\":\"h1\"}}]}",
                                "null"),
                        delta("{\"content\":\"\",\"annotations\":[" + FILE + "]}", "\"stop\""),
                        DONE))
                .response();

        assertThat(response.message().extra().get("annotations")).hasToString("[" + FILE + "]");
    }

    // ---- log probabilities

    @Test
    void log_probabilities_of_a_stream_stand_in_a_row() throws Exception {
        Reply stream = Reply.sse(
                chunk(
                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}],\"refusal\":null}}]"),
                chunk(
                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":null,\"refusal\":null}}]"),
                chunk("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"logprobs\":null}]"),
                chunk(
                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":[{\"token\":\"b\",\"logprob\":-2.50}],\"refusal\":[{\"token\":\"r\",\"logprob\":-3}]}}]"),
                chunk(
                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[],\"refusal\":[{\"token\":\"s\",\"logprob\":-4}]}}]"),
                DONE);

        for (Map<String, Object> headers : pushed(stream)) {
            assertThat(headers)
                    .containsEntry(
                            OpenRouterConstants.LOGPROBS,
                            "{\"content\":[{\"token\":\"a\",\"logprob\":-1},{\"token\":\"b\",\"logprob\":-2.50}],"
                                    + "\"refusal\":[{\"token\":\"r\",\"logprob\":-3},{\"token\":\"s\",\"logprob\":-4}]}");
        }
    }

    // ---- several choices

    private static String ofChoice(int index, String content, String finish) {
        return chunk("\"choices\":[{\"index\":" + index + ",\"delta\":{\"role\":\"assistant\",\"content\":\"" + content
                + "\"},\"finish_reason\":" + finish + "}]");
    }

    private static List<String> contents(Object header) throws Exception {
        List<String> contents = new ArrayList<>();
        for (JsonNode choice : JsonMembers.JSON.readTree((String) header)) {
            assertThat(choice.path("index").asInt()).isEqualTo(contents.size());
            contents.add(choice.path("message").path("content").asText() + "/"
                    + choice.path("finish_reason").asText());
        }
        return contents;
    }

    @Test
    void several_choices_are_told_whole_and_the_text_is_that_of_the_first() throws Exception {
        Message message = answer(Reply.json("{\"choices\":["
                + "{\"index\":1,\"finish_reason\":\"length\",\"message\":{\"content\":\"two\"}},"
                + "{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"one\"}}]}"));

        assertThat(message.getBody()).isEqualTo("one");
        assertThat(message.getHeader(OpenRouterConstants.FINISH_REASON)).isEqualTo("stop");
        assertThat(contents(message.getHeader(OpenRouterConstants.CHOICES))).containsExactly("one/stop", "two/length");
    }

    @Test
    void choices_of_a_stream_are_never_mixed() throws Exception {
        String[] events = {
            ofChoice(1, "TW", "null"),
            ofChoice(0, "on", "null"),
            ofChoice(1, "O", "null"),
            chunk(
                    "\"choices\":[{\"index\":1,\"delta\":{\"content\":\"!\"}},{\"index\":0,\"delta\":{\"content\":\"e\"}}]"),
            ofChoice(0, "", "\"stop\""),
            ofChoice(1, "!", "\"length\""),
            DONE
        };

        Pulled pulled = pull(Reply.sse(events));
        assertThat(pulled.text()).isEqualTo("one");
        assertThat(pulled.response().text()).isEqualTo("one");
        assertThat(pulled.response().choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("one", "TWO!!");
        for (Map<String, Object> headers : pushed(Reply.sse(events))) {
            assertThat(contents(headers.get(OpenRouterConstants.CHOICES))).containsExactly("one/stop", "TWO!!/length");
        }
    }

    // ---- sizes

    @Test
    void what_would_be_longer_than_a_header_may_be_has_none_and_is_named() {
        String url = "openrouter:completion?maxResultHeaderBytes=90&output=response";

        Exchange exchange = send(url, Reply.json(FULL));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(OpenRouterConstants.REASONING, "Hm")
                .containsEntry(OpenRouterConstants.RESPONSE_SERVICE_TIER, "flex")
                .doesNotContainKeys(
                        OpenRouterConstants.ANNOTATIONS,
                        OpenRouterConstants.REASONING_DETAILS,
                        OpenRouterConstants.LOGPROBS)
                .containsEntry(
                        OpenRouterConstants.LEFT_OUT,
                        String.join(
                                ",",
                                OpenRouterConstants.REASONING_DETAILS,
                                OpenRouterConstants.ANNOTATIONS,
                                OpenRouterConstants.LOGPROBS));
        assertThat(exchange.getMessage().getBody(ChatResponse.class).message().reasoningDetails())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "xxx, 3, true",
        "xxxx, 3, false",
        "\u20ac, 3, true",
        "\u20ac, 2, false",
        "\uD83D\uDE00, 4, true",
        "\uD83D\uDE00, 3, false"
    })
    void the_limit_counts_bytes_and_not_characters(String said, int limit, boolean fits) {
        Exchange exchange = send(
                "openrouter:completion?maxResultHeaderBytes=" + limit,
                Reply.json(whole("{\"content\":\"Hi\",\"refusal\":\"" + said + "\"}", "\"stop\"")));

        assertThat(exchange.getMessage().getHeaders().containsKey(OpenRouterConstants.REFUSAL))
                .isEqualTo(fits);
    }

    @Test
    void a_second_call_clears_what_the_first_one_said() {
        Message first = answer(Reply.json(FULL));
        simulator.enqueue(Reply.json(whole("Rome")));

        Exchange second = template.request("openrouter:completion", exchange -> {
            exchange.getIn().setBody("hello");
            exchange.getIn().setHeaders(first.getHeaders());
        });

        assertThat(second.getException()).isNull();
        assertThat(second.getMessage().getHeaders())
                .doesNotContainKeys(
                        OpenRouterConstants.REASONING_DETAILS,
                        OpenRouterConstants.ANNOTATIONS,
                        OpenRouterConstants.LOGPROBS,
                        OpenRouterConstants.RESPONSE_SERVICE_TIER,
                        OpenRouterConstants.RESPONSE_ROUTER_METADATA,
                        OpenRouterConstants.SEARCHES);
        assertThat(simulator.requests().get(1).json().has("service_tier")).isFalse();
    }

    @Test
    void router_metadata_is_asked_for_by_the_option_and_not_by_itself() {
        assertThat(send("openrouter:completion?routerMetadata=true", Reply.json(FULL))
                        .getException())
                .isNull();
        assertThat(send("openrouter:completion", Reply.json(FULL)).getException())
                .isNull();

        assertThat(simulator.requests().get(0).header("X-OpenRouter-Metadata")).isEqualTo("enabled");
        assertThat(simulator.requests().get(1).header("X-OpenRouter-Metadata")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'error':{'code':400,'message':'no','metadata':{'a':1}},'openrouter_metadata':{'attempt':2}} | {'a':1,'openrouter_metadata':{'attempt':2}}",
                "502 | {'error':{'code':502,'message':'no'},'openrouter_metadata':{'attempt':2}}                    | {'openrouter_metadata':{'attempt':2}}",
                "200 | {'error':{'code':502,'message':'no'},'openrouter_metadata':{'attempt':2}}                    | {'openrouter_metadata':{'attempt':2}}",
                "400 | {'error':{'code':400,'message':'no','metadata':{'a':1}},'openrouter_metadata':null}          | {'a':1}"
            })
    void a_failure_tells_how_the_provider_was_found(int status, String answer, String metadata) {
        assertThat(failure(Reply.json(status, answer.replace('\'', '"'))).getMetadata())
                .isEqualTo(metadata.replace('\'', '"'));
    }

    @Test
    void a_stream_that_is_passed_on_has_the_id_alone_because_headers_come_before_the_answer() throws Exception {
        Exchange exchange = send(
                "openrouter:streaming?streamFormat=text", Reply.sse(stream()).header("X-Generation-Id", "gen-1"));

        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("Hi");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(OpenRouterConstants.RESPONSE_ID, "gen-1")
                .doesNotContainKeys(OpenRouterConstants.REASONING, OpenRouterConstants.ANNOTATIONS);
    }
}
