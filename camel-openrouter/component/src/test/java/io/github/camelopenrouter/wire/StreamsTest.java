package io.github.camelopenrouter.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.wire.Wire.DONE;
import static io.github.camelopenrouter.wire.Wire.bytes;
import static io.github.camelopenrouter.wire.Wire.chunk;
import static io.github.camelopenrouter.wire.Wire.data;
import static io.github.camelopenrouter.wire.Wire.delta;
import static io.github.camelopenrouter.wire.Wire.finish;
import static io.github.camelopenrouter.wire.Wire.text;
import static io.github.camelopenrouter.wire.Wire.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Streams, read through {@code openrouter:streaming} and, by the same engine, through {@code completion}. */
class StreamsTest extends WireTestSupport {
    /** So that what was sent has been read when the connection breaks: TCP promises that to nobody. */
    private static final Duration SEEN = Duration.ofMillis(100);

    private static final String PROCESSING = ": OPENROUTER PROCESSING\n\n";
    private static final String GOOD = text("Hel") + text("lo") + finish("stop") + usage() + DONE;

    private static Reply stream(String... events) {
        return Reply.sse(events);
    }

    /** Reads a stream twice, pulled and as an unasked answer of completion: both must see the same. */
    private ChatResponse assembled(String... events) {
        ChatResponse pulled = pull(stream(events)).response();
        assertThat(response(stream(events))).isEqualTo(pulled);
        return pulled;
    }

    static Stream<Arguments> keepAlives() {
        return Stream.of(
                arguments(
                        "comments",
                        PROCESSING.repeat(30)
                                + text("Hel")
                                + PROCESSING
                                + text("lo")
                                + PROCESSING
                                + finish("stop")
                                + PROCESSING
                                + DONE),
                arguments(
                        "empty comments", ": \n\n:\n\n" + text("Hel") + ": \n\n" + text("lo") + finish("stop") + DONE),
                arguments(
                        "comments as data",
                        "data: : OPENROUTER PROCESSING\n\n" + text("Hel") + "data: :\n\n" + text("lo") + finish("stop")
                                + DONE),
                arguments("empty data", "data:\n\ndata: \n\n" + text("Hello") + finish("stop") + DONE),
                arguments(
                        "other events",
                        "event: ping\ndata:\n\n" + text("Hello") + finish("stop") + "id: 9\nretry: 10\n\n" + DONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keepAlives")
    void keep_alives_are_not_content(String name, String stream) {
        Pulled pulled = pull(stream(stream));

        assertThat(pulled.failure()).isNull();
        assertThat(pulled.text()).isEqualTo("Hello");
        assertThat(pulled.chunks())
                .filteredOn(chunk -> !chunk.last())
                .allMatch(chunk -> !chunk.text().isEmpty());
    }

    static Stream<Arguments> framings() {
        return Stream.of(
                arguments("CRLF", GOOD.replace("\n", "\r\n")),
                arguments("CR", GOOD.replace("\n", "\r")),
                arguments("mixed", GOOD.replaceFirst("\n\n", "\r\n\n").replaceFirst("\\]}\n\n", "]}\n\r\n")),
                arguments("no space", GOOD.replace("data: ", "data:")),
                arguments("BOM", "\uFEFF" + GOOD),
                arguments("other fields", GOOD.replace("data: ", "event: message\nid: 1\nretry: 1000\ndata: ")),
                arguments("multi-line data", GOOD.replace(",\"object\"", ",\r\ndata: \"object\"")),
                arguments("blanks around", GOOD.replace("data: ", "data:   ").replace("[DONE]", "[DONE]  ")),
                arguments(
                        "all at once",
                        "\uFEFF" + GOOD.replace("data: ", "id:1\ndata:").replace("\n", "\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framings")
    void framing_makes_no_difference(String name, String stream) {
        Pulled pulled = pull(stream(stream));

        assertThat(pulled.failure()).isNull();
        assertThat(pulled.text()).isEqualTo("Hello");
        assertThat(pulled.response().usage().cost()).isEqualByComparingTo("0.000081");
    }

    @Test
    void code_points_and_line_ends_cut_by_the_network_stay_whole() {
        String good = text("\u4f60\u597d \uD83D\uDE00\u0085\u2028")
                + text("\\ud83d")
                + text("\\ude00")
                + finish("stop")
                + DONE;
        byte[] all = bytes(good.replace("\n", "\r\n"));
        byte[][] writes = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            writes[i] = new byte[] {all[i]};
        }

        assertThat(pull(Reply.bytes(200, "text/event-stream", writes)).text())
                .isEqualTo("\u4f60\u597d \uD83D\uDE00\u0085\u2028\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/event-stream", "text/event-stream; charset=utf-8", "Text/Event-Stream;charset=ISO-8859-1"})
    void a_stream_is_utf8_whatever_its_type_says(String contentType) {
        assertThat(pull(Reply.bytes(200, contentType, bytes(text("caf\u00e9") + finish("stop") + DONE)))
                        .text())
                .isEqualTo("caf\u00e9");
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments("finish, usage, DONE", stream(text("Hello"), finish("stop"), usage(), DONE), "stop"),
                arguments("finish without DONE", stream(text("Hello"), finish("stop"), usage()), "stop"),
                arguments(
                        "finish, then reset",
                        stream(text("Hello"), finish("stop"), usage())
                                .thenDelay(SEEN)
                                .thenReset(),
                        "stop"),
                arguments(
                        "finish, then cut",
                        stream(text("Hello"), finish("stop"), usage())
                                .thenDelay(SEEN)
                                .thenClose(),
                        "stop"),
                arguments("DONE without finish", stream(text("Hello"), usage(), DONE), null),
                arguments(
                        "silence after DONE",
                        stream(text("Hello"), finish("stop"), usage(), DONE).thenHang(),
                        "stop"),
                arguments("more after DONE", stream(text("Hello"), finish("stop"), usage(), DONE, text("!")), "stop"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void an_end_is_good_once_a_finish_reason_or_done_was_seen(String name, Reply reply, String reason) {
        Pulled pulled = pull(reply);

        assertThat(pulled.failure()).isNull();
        assertThat(pulled.text()).isEqualTo("Hello");
        assertThat(pulled.response().finishReason()).isEqualTo(reason);
        assertThat(pulled.response().usage().promptTokens()).isEqualTo(254);
    }

    static Stream<Arguments> cuts() {
        String half = "data: {\"id\":\"gen-1\",\"cho";
        return Stream.of(
                arguments("a polite end", stream(text("Hel"))),
                arguments("a cut", stream(text("Hel")).thenDelay(SEEN).thenClose()),
                arguments(
                        "a reset",
                        stream(text("Hel"), PROCESSING).thenDelay(SEEN).thenReset()),
                arguments("half an event", stream(text("Hel"), half)),
                arguments(
                        "half an event and a cut",
                        stream(text("Hel"), half).thenDelay(SEEN).thenClose()),
                arguments(
                        "a finish without its blank line",
                        stream(text("Hel"), finish("stop").stripTrailing())),
                arguments(
                        "half a tool call",
                        stream(
                                text("Hel"),
                                delta(
                                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]}",
                                        "null"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void a_stream_that_ends_before_its_end_is_a_failure(String name, Reply reply) {
        Pulled pulled = pull(reply.header("X-Generation-Id", "gen-head"));

        OpenRouterException failure = pulled.failure();
        assertThat(failure).isExactlyInstanceOf(TransportException.class);
        assertThat(failure.getErrorType()).isEqualTo("stream_truncated");
        assertThat(failure.getPartialText()).isEqualTo("Hel");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getGenerationId()).isEqualTo("gen-head");
        assertThat(failure.getProvider()).isEqualTo("Amazon Bedrock");
        assertThat(failure.getStatusCode()).isEqualTo(200);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).doesNotContain("Hel\"");
        assertThat(pulled.chunks()).noneMatch(chunk -> chunk.last());
    }

    @Test
    void the_id_of_a_cut_stream_is_that_of_its_chunks_where_the_head_has_none() {
        assertThat(pull(stream(text("Hel"))).failure().getGenerationId()).isEqualTo("gen-1780944464-aVi4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]\n\n", ": OPENROUTER PROCESSING\n\ndata: [DONE]\n\n"})
    void a_stream_of_nothing_is_a_failure(String stream) {
        OpenRouterException failure = pull(stream(stream)).failure();

        assertThat(failure).isExactlyInstanceOf(TransportException.class);
        assertThat(failure.getErrorType()).isEqualTo("empty_response");
        assertThat(failure.isRetryable()).isTrue();
    }

    static Stream<Arguments> midStreamErrors() {
        return Stream.of(
                arguments(
                        "documented",
                        chunk(
                                "\"error\":{\"code\":429,\"message\":\"Rate limit exceeded\",\"metadata\":{\"error_type\":\"rate_limit_exceeded\"}},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]"),
                        RateLimitException.class,
                        429,
                        "429",
                        "Rate limit exceeded"),
                arguments(
                        "code as a word",
                        chunk(
                                "\"error\":{\"code\":\"server_error\",\"message\":\"Provider disconnected\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]"),
                        ProviderException.class,
                        200,
                        "server_error",
                        "Provider disconnected"),
                arguments(
                        "recorded, behind two finishes",
                        finish("length")
                                + finish("length")
                                + chunk(
                                        "\"error\":{\"code\":400,\"message\":\"Token limit reached\"},\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null,\"native_finish_reason\":null,\"logprobs\":null}],\"usage\":"
                                                + Wire.USAGE)
                                + DONE,
                        InvalidRequestException.class,
                        400,
                        "400",
                        "Token limit reached"),
                arguments(
                        "empty choices",
                        chunk(
                                "\"choices\":[],\"error\":{\"code\":502,\"message\":\"Worker local total request limit reached (33/32)\"}"),
                        ProviderException.class,
                        502,
                        "502",
                        "Worker local total request limit reached"),
                arguments(
                        "bare",
                        data(
                                        "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}")
                                + DONE,
                        ProviderException.class,
                        200,
                        null,
                        "The server had an error"),
                arguments(
                        "in the choice",
                        chunk(
                                "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null,\"error\":{\"code\":503,\"message\":\"Overloaded\"}}]"),
                        ProviderException.class,
                        503,
                        "503",
                        "Overloaded"),
                arguments(
                        "a finish reason alone",
                        finish("error"),
                        ProviderException.class,
                        200,
                        null,
                        "ended the answer with an error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("midStreamErrors")
    void an_error_in_mid_stream_fails_with_what_had_come(
            String name, String event, Class<?> type, int status, String code, String words) {
        Pulled pulled = pull(stream(text("Hel"), event));

        OpenRouterException failure = pulled.failure();
        assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining(words);
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure.getPartialText()).isEqualTo("Hel");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getGenerationId()).isEqualTo("gen-1780944464-aVi4");
        // what the route has seen cannot be taken back
        assertThat(failure.isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("midStreamErrors")
    void an_error_in_mid_stream_fails_a_completion_too(
            String name, String event, Class<?> type, int status, String code, String words) {
        OpenRouterException failure = failure(stream(text("Hel"), event));

        assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining(words);
        assertThat(failure.getPartialText()).isEqualTo("Hel");
        assertThat(failure.isRetryable()).isEqualTo(type != InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\n\n",
                "event: error\ndata:\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"error\":{\"code\":502,\"message\":\"gone\"}}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"ERROR\"}]}\n\n",
                "data: {\"type\":\"about:blank\",\"title\":\"Bad Gateway\",\"status\":502}\n\n",
                "data: {\"msg\":\"gone\"}\n\n",
                "data: {\"error_message\":\"gone\"}\n\n",
                "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"gone\"}}}\n\n"
            })
    void an_error_without_its_usual_words_is_never_a_success_with_half_the_text(String event) {
        Pulled pulled = pull(stream(text("Hel"), event, DONE));

        assertThat(pulled.text()).isEqualTo("Hel");
        assertThat(pulled.failure()).isNotNull();
        assertThat(pulled.failure().getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(complete(stream(text("Hel"), event, DONE)).getException()).isInstanceOf(OpenRouterException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "\"\"", "{}", "[]"})
    void a_choice_that_says_it_has_no_error_has_none(String error) {
        String chunk =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\",\"error\":"
                        + error + "}]}\n\n";

        assertThat(assembled(text("Hel"), chunk, DONE).text()).isEqualTo("Hello");
    }

    @Test
    void an_error_before_any_content_fails_the_exchange_and_may_be_tried_again() {
        OpenRouterException failure = pull(stream(
                        PROCESSING, data("{\"error\":{\"code\":502,\"message\":\"down\"}}"), DONE))
                .failure();

        assertThat(failure).isExactlyInstanceOf(ProviderException.class);
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.REJECTED);
    }

    @Test
    void the_free_tiers_day_is_over_in_mid_stream_too() {
        assertThat(failure(stream(data(
                                "{\"error\":{\"code\":429,\"message\":\"Rate limit exceeded: free-models-per-day\"}}")))
                        .isRetryable())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{unparsable}", "{\"choices\":[{\"delta\":", "[]", "hello", "null"})
    void an_event_that_is_no_json_is_a_failure(String payload) {
        Pulled pulled = pull(stream(text("Hel"), data(payload), finish("stop"), DONE));

        assertThat(pulled.failure()).isExactlyInstanceOf(TransportException.class);
        assertThat(pulled.failure().getErrorType()).isEqualTo("unreadable_response");
        assertThat(pulled.failure().getPartialText()).isEqualTo("Hel");
    }

    static Stream<Arguments> usages() {
        return Stream.of(
                arguments("without choices", finish("stop") + usage(), 254L),
                arguments(
                        "with choices null", finish("stop") + chunk("\"choices\":null,\"usage\":" + Wire.USAGE), 254L),
                arguments("no choices member", finish("stop") + chunk("\"usage\":" + Wire.USAGE), 254L),
                arguments(
                        "with the finish again",
                        finish("stop")
                                + chunk(
                                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\",\"role\":\"assistant\"},\"finish_reason\":\"stop\",\"native_finish_reason\":\"end_turn\"}],\"usage\":"
                                                + Wire.USAGE),
                        254L),
                arguments(
                        "with a finish of null",
                        finish("stop")
                                + chunk(
                                        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null}],\"usage\":"
                                                + Wire.USAGE),
                        254L),
                arguments(
                        "several, the last wins",
                        finish("stop") + chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":1}") + usage(),
                        254L),
                arguments("null after one", finish("stop") + usage() + chunk("\"choices\":[],\"usage\":null"), 254L),
                arguments("never", finish("stop"), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("usages")
    void the_last_usage_counts_wherever_it_stands(String name, String end, Long promptTokens) {
        ChatResponse response = assembled(text("Hello"), end, DONE);

        assertThat(response.finishReason()).isEqualTo("stop");
        assertThat(response.text()).isEqualTo("Hello");
        assertThat(response.usage() == null ? null : response.usage().promptTokens())
                .isEqualTo(promptTokens);
    }

    @Test
    void a_finish_is_not_the_end_because_the_usage_follows() {
        Reply reply = stream(text("Hello"), finish("stop"))
                .thenDelay(Duration.ofMillis(100))
                .thenSse(usage(), DONE);

        assertThat(pull(reply).response().usage().cost()).isEqualTo(new BigDecimal("0.000081"));
    }

    @Test
    void side_channels_are_kept_and_their_repetitions_are_not() {
        String citation = "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\"}}";
        String titled = "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\",\"title\":\"A\"}}";
        String other =
                "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\",\"start_index\":1,\"end_index\":2}}";
        String file = "{\"type\":\"file\",\"file\":{\"hash\":\"h\"}}";
        ChatResponse response = assembled(
                chunk("\"choices\":[],\"debug\":{\"echo_upstream_body\":{}}"),
                text("Hel"),
                delta("{\"content\":\"lo\",\"annotations\":[" + citation + "," + file + "]}", "null"),
                delta("{\"content\":\"\",\"annotations\":[" + titled + "," + other + "," + file + "]}", "\"stop\""),
                chunk("\"choices\":[],\"openrouter_metadata\":{\"strategy\":\"direct\"},\"usage\":" + Wire.USAGE),
                DONE);

        assertThat(response.text()).isEqualTo("Hello");
        assertThat(response.extra()).containsKeys("debug", "openrouter_metadata");
        assertThat(response.message().extra().get("annotations")).hasSize(3);
    }

    @Test
    void pieces_of_audio_are_joined() {
        ChatResponse response = assembled(
                delta("{\"audio\":{\"id\":\"a\",\"transcript\":\"Hel\"}}", "null"),
                delta("{\"audio\":{\"data\":\"AAAA\",\"transcript\":\"lo\"}}", "null"),
                delta("{\"audio\":{\"data\":\"BBBB\",\"expires_at\":9}}", "\"stop\""),
                DONE);

        assertThat(response.message().extra().get("audio").toString())
                .isEqualTo("{\"id\":\"a\",\"transcript\":\"Hello\",\"data\":\"AAAABBBB\",\"expires_at\":9}");
    }

    @Test
    void a_plain_answer_instead_of_a_stream_is_read_as_one() {
        Pulled pulled = pull(Reply.json("\n   \n" + Wire.whole("Hello")));

        assertThat(pulled.failure()).isNull();
        assertThat(pulled.text()).isEqualTo("Hello");
        assertThat(pulled.response().usage().promptTokens()).isEqualTo(254);
    }

    @Test
    void an_error_instead_of_a_stream_fails_the_exchange() {
        Exchange exchange = send("openrouter:streaming", Wire.error(429, "{\"message\":\"x\",\"code\":429}"));

        assertThat(exchange.getException()).isExactlyInstanceOf(RateLimitException.class);
        assertThat(((OpenRouterException) exchange.getException()).isRetryable())
                .isTrue();
    }

    @Test
    void a_line_of_two_megabytes_is_one_event() {
        String image = "data:image/png;base64," + "A".repeat(2_000_000);
        List<String> events = new ArrayList<>();
        events.add(text("Look: "));
        events.add(delta("{\"content\":\"\",\"images\":[{\"image_url\":{\"url\":\"" + image + "\"}}]}", "null"));
        events.add(finish("stop"));
        events.add(DONE);

        ChatResponse response = assembled(Wire.events(events));

        assertThat(response.message()
                        .extra()
                        .get("images")
                        .at("/0/image_url/url")
                        .textValue())
                .isEqualTo(image);
    }

    @Test
    void role_and_empty_content_on_every_chunk_are_no_elements() {
        Pulled pulled = pull(stream(
                text(""),
                text("Hel"),
                delta("{\"role\":\"assistant\",\"content\":null}", "null"),
                text("lo"),
                finish("stop"),
                DONE));

        assertThat(pulled.chunks()).extracting(chunk -> chunk.text()).containsExactly("Hel", "lo", "");
        assertThat(pulled.chunks()).extracting(chunk -> chunk.index()).containsExactly(0, 1, 2);
    }

    @Test
    void the_id_is_known_before_the_answer_is_complete_and_closing_cuts_the_connection() throws Exception {
        Exchange exchange = send(
                "openrouter:streaming",
                stream(text("Hel")).header("X-Generation-Id", "gen-head").thenHang());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.RESPONSE_ID))
                .isEqualTo("gen-head");
        exchange.getMessage().getBody(ChatStream.class).close();
        assertThat(simulator.requests().get(0).awaitDisconnect(Duration.ofSeconds(5)))
                .isTrue();
    }
}
