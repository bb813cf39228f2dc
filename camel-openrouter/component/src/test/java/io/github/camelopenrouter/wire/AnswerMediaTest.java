package io.github.camelopenrouter.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.activation.DataHandler;

import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.Media;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.wire.Wire.DONE;
import static io.github.camelopenrouter.wire.Wire.delta;
import static io.github.camelopenrouter.wire.Wire.text;
import static io.github.camelopenrouter.wire.Wire.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images and sound of an answer as attachments of a message, and as media of what a stream ends with. */
class AnswerMediaTest extends WireTestSupport {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 1, 2, 3};
    private static final byte[] WEBP = "RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] WAV = "RIFF\0\0\0\0WAVEfmt samples".getBytes(StandardCharsets.ISO_8859_1);

    private final List<Map<String, byte[]>> seen = new CopyOnWriteArrayList<>();

    @BeforeAll
    void startRoutes() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:chunks").process(exchange -> {
                    Map<String, byte[]> attached = attached(exchange);
                    assertThat(attached.isEmpty())
                            .isNotEqualTo(exchange.getMessage()
                                    .getBody(ChatChunk.class)
                                    .last());
                    seen.add(attached);
                });
                from("direct:twice")
                        .to("openrouter:completion")
                        .setBody(constant("again"))
                        .to("openrouter:completion?sendAttachments=false");
                from("direct:drawn-and-described")
                        .to("openrouter:completion")
                        .setBody(constant("describe it"))
                        .to("openrouter:completion");
                from("direct:stream-behind")
                        .to("openrouter:completion")
                        .setBody(constant("again"))
                        .to("openrouter:streaming?sendAttachments=false")
                        .convertBodyTo(String.class);
            }
        });
    }

    private static String data(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String image(String url) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}";
    }

    private static Reply images(String... images) {
        return Reply.json(whole(
                "{\"role\":\"assistant\",\"content\":\"Here\",\"images\":[" + String.join(",", images) + "]}",
                "\"stop\""));
    }

    private static byte[] bytes(DataHandler handler) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Name and content type, and the bytes. */
    private static Map<String, byte[]> attached(Exchange exchange) {
        Map<String, byte[]> attached = new LinkedHashMap<>();
        exchange.getMessage(AttachmentMessage.class)
                .getAttachments()
                .forEach((name, handler) -> attached.put(name + " " + handler.getContentType(), bytes(handler)));
        return attached;
    }

    private Exchange good(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    @Test
    void generated_images_are_attachments_with_name_and_content_type() {
        Exchange exchange = good(
                send("openrouter:completion", images(image(data("image/png", PNG)), image(data("image/webp", WEBP)))));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Here");
        assertThat(attached(exchange))
                .containsOnlyKeys("image-1.png image/png", "image-2.webp image/webp")
                .containsEntry("image-1.png image/png", PNG)
                .containsEntry("image-2.webp image/webp", WEBP);
    }

    @Test
    void the_simple_language_reads_an_attachment() {
        Exchange exchange = good(send("openrouter:completion", images(image(data("image/png", PNG)))));

        assertThat(simple("${attachments.size}", exchange, Integer.class)).isEqualTo(1);
        assertThat(simple("${attachmentContentType(image-1.png)}", exchange, String.class))
                .isEqualTo("image/png");
        assertThat(simple("${attachmentContent(image-1.png)}", exchange, byte[].class))
                .isEqualTo(PNG);
    }

    private <T> T simple(String expression, Exchange exchange, Class<T> type) {
        return context.resolveLanguage("simple").createExpression(expression).evaluate(exchange, type);
    }

    @Test
    void images_of_a_stream_come_with_its_last_chunk_and_to_who_asked() {
        seen.clear();
        Reply stream = Reply.sse(
                text("Here"),
                delta("{\"content\":\"\",\"images\":[" + image(data("image/png", PNG)) + "]}", "null"),
                delta("{\"content\":\"\",\"images\":[" + image(data("image/webp", WEBP)) + "]}", "null"),
                delta("{\"content\":\"\",\"images\":[" + image(data("image/png", PNG)) + "]}", "\"stop\""),
                DONE);

        Exchange asked = good(send("openrouter:streaming?streamTo=direct:chunks", stream));

        assertThat(asked.getMessage().getBody()).isEqualTo("Here");
        assertThat(List.of(seen.get(seen.size() - 1), attached(asked)))
                .allSatisfy(attached -> assertThat(attached)
                        .containsOnlyKeys("image-1.png image/png", "image-2.webp image/webp")
                        .containsEntry("image-1.png image/png", PNG)
                        .containsEntry("image-2.webp image/webp", WEBP));
    }

    @Test
    void the_last_chunk_that_is_pulled_has_the_media() {
        List<Media> media = pull(Reply.sse(
                        delta("{\"content\":\"\",\"images\":[" + image(data("image/png", PNG)) + "]}", "\"stop\""),
                        DONE))
                .response()
                .media();

        assertThat(media).singleElement().satisfies(image -> {
            assertThat(image.name()).isEqualTo("image-1.png");
            assertThat(image.contentType()).isEqualTo("image/png");
            assertThat(image.url()).isNull();
            assertThat(image.bytes()).isEqualTo(PNG);
            assertThat(image).hasToString("Media[image-1.png, image/png]");
        });
    }

    @Test
    void an_image_that_stands_in_the_content_is_one_of_the_images() {
        Exchange exchange = good(send(
                "openrouter:completion",
                Reply.json(whole(
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Here\"},"
                                + image(data("image/png", PNG)) + "],\"images\":[" + image(data("image/webp", WEBP))
                                + "]}",
                        "\"stop\""))));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Here");
        assertThat(attached(exchange)).containsOnlyKeys("image-1.png image/png", "image-2.webp image/webp");
    }

    @Test
    void an_image_that_is_only_named_is_not_downloaded_and_its_address_is_told() {
        Exchange exchange = good(send(
                "openrouter:completion",
                images(
                        image("https://images.example/1.png"),
                        image(data("image/png", PNG)),
                        image("http://127.0.0.1:1/x"))));

        assertThat(attached(exchange)).containsOnlyKeys("image-2.png image/png");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.IMAGE_URLS))
                .isEqualTo("[\"https://images.example/1.png\",\"http://127.0.0.1:1/x\"]");
    }

    @Test
    void media_converts_to_its_content() throws Exception {
        Media media = response(images(image(data("image/png", PNG)))).media().get(0);

        assertThat(context.getTypeConverter().convertTo(byte[].class, media)).isEqualTo(PNG);
        assertThat(context.getTypeConverter()
                        .convertTo(InputStream.class, media)
                        .readAllBytes())
                .isEqualTo(PNG);
    }

    @Test
    void media_that_is_only_named_has_no_bytes() {
        Media named =
                response(images(image("https://images.example/1.png"))).media().get(0);

        assertThat(named.url()).isEqualTo("https://images.example/1.png");
        assertThat(named.contentType()).isNull();
        assertThatThrownBy(named::bytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("image-1 has no content: the service named its address alone, see url()");
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, image-1.jpg, image/jpeg",
        "IMAGE/PNG, image-1.png, image/png",
        "image/svg+xml, image-1.svg, image/svg+xml",
        "image/x-new, image-1.bin, image/x-new",
        "'', image-1.png, image/png",
        "application/octet-stream, image-1.png, image/png",
        "../../etc/passwd, image-1.png, image/png",
        "'image/png;name=../x', image-1.png, image/png"
    })
    void a_name_is_never_what_the_service_chose(String said, String name, String type) {
        Exchange exchange = good(send("openrouter:completion", images(image(data(said, PNG)))));

        assertThat(attached(exchange)).containsOnlyKeys(name + " " + type).containsEntry(name + " " + type, PNG);
    }

    @Test
    void text_in_a_data_url_needs_no_base64() {
        Exchange exchange = good(send("openrouter:completion", images(image("data:image/svg+xml,%3Csvg%3E+%C3%A4"))));

        assertThat(attached(exchange))
                .containsEntry("image-1.svg image/svg+xml", "<svg>+ä".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void base64_with_line_ends_or_of_the_other_alphabet_is_decoded() {
        byte[] bytes = new byte[300];
        new Random(7).nextBytes(bytes);
        String lines = Base64.getMimeEncoder().encodeToString(bytes).replace("\r\n", "\\r\\n");
        String other = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        Exchange exchange = good(send(
                "openrouter:completion",
                images(image("data:image/gif;base64," + lines), image("data:image/bmp;base64," + other))));

        assertThat(attached(exchange))
                .allSatisfy((name, decoded) -> assertThat(decoded).isEqualTo(bytes));
    }

    @Test
    void what_is_no_base64_fails_who_reads_it_and_not_the_answer() {
        Exchange exchange = good(send("openrouter:completion", images(image("data:image/png;base64,%%%"))));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Here");
        assertThatThrownBy(() -> exchange.getMessage(AttachmentMessage.class)
                        .getAttachment("image-1.png")
                        .getInputStream())
                .isInstanceOf(IOException.class)
                .hasMessage("The attachment image-1.png cannot be decoded: it is no valid base64");
    }

    // ---- sound

    private static String sound(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void pieces_of_sound_are_one_attachment_and_the_transcript_is_a_header() {
        seen.clear();
        byte[] first = Arrays.copyOfRange(WAV, 0, 10);
        byte[] second = Arrays.copyOfRange(WAV, 10, WAV.length);
        Reply stream = Reply.sse(
                delta("{\"content\":\"\",\"audio\":{\"id\":\"a1\",\"transcript\":\"Good \"}}", "null"),
                delta(
                        "{\"content\":\"\",\"audio\":{\"data\":\"" + sound(first) + "\",\"transcript\":\"mor\"}}",
                        "null"),
                delta(
                        "{\"content\":\"\",\"audio\":{\"data\":\"" + sound(second) + "\",\"transcript\":\"ning\"}}",
                        "null"),
                delta("{\"content\":\"\",\"audio\":{\"expires_at\":9}}", "\"stop\""),
                DONE);

        Exchange asked = good(send("openrouter:streaming?streamTo=direct:chunks", stream));

        assertThat(asked.getMessage().getBody()).isEqualTo("");
        assertThat(asked.getMessage().getHeader(OpenRouterConstants.TRANSCRIPT)).isEqualTo("Good morning");
        assertThat(attached(asked))
                .containsOnlyKeys("audio-1.wav audio/wav")
                .containsEntry("audio-1.wav audio/wav", WAV);
        assertThat(seen).singleElement().satisfies(last -> assertThat(last).containsOnlyKeys("audio-1.wav audio/wav"));
    }

    @Test
    void pieces_that_one_encoder_wrote_are_joined_before_they_are_decoded() {
        String all = sound(WAV);
        List<Media> media = pull(Reply.sse(
                        delta("{\"audio\":{\"data\":\"" + all.substring(0, 7) + "\"}}", "null"),
                        delta("{\"audio\":{\"data\":\"" + all.substring(7) + "\"}}", "\"stop\""),
                        DONE))
                .response()
                .media();

        assertThat(media).singleElement().extracting(Media::bytes).isEqualTo(WAV);
    }

    @ParameterizedTest
    @CsvSource({
        "52494646000000005741564566, audio-1.wav audio/wav",
        "494433030000000000, audio-1.mp3 audio/mpeg",
        "FFFB9064000000, audio-1.mp3 audio/mpeg",
        "664C614300000022, audio-1.flac audio/flac",
        "4F67675300020000, audio-1.ogg audio/ogg",
        "FFF150800000, audio-1.aac audio/aac",
        "0000001C667479704D344120, audio-1.m4a audio/mp4",
        "000001000200FFFF, audio-1.pcm audio/pcm",
        "FFFFFEFF0100, audio-1.pcm audio/pcm",
        "00, audio-1.pcm audio/pcm"
    })
    void the_type_of_sound_is_what_its_first_bytes_say(String hex, String told) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);

        Exchange exchange = good(send(
                "openrouter:completion",
                Reply.json(whole(
                        "{\"content\":null,\"audio\":{\"id\":\"a\",\"data\":\"" + sound(bytes) + "\"}}", "\"stop\""))));

        assertThat(attached(exchange)).containsOnlyKeys(told).containsEntry(told, bytes);
    }

    // ---- attachments from elsewhere, and of an earlier answer

    private Exchange withTheirOwn(String uri, String name) {
        return good(template.request(uri, exchange -> {
            exchange.getIn().setBody("hello");
            exchange.getIn(AttachmentMessage.class)
                    .addAttachment(name, new DataHandler(new ByteArrayDataSource(name, PNG)));
        }));
    }

    @Test
    void attachments_from_elsewhere_stay_and_keep_their_names() {
        simulator.enqueue(images(image(data("image/png", PNG))));

        Exchange exchange = withTheirOwn("openrouter:completion", "image-1.png");

        assertThat(exchange.getMessage(AttachmentMessage.class).getAttachmentNames())
                .containsExactly("image-1.png", "answer-image-1.png");
        assertThat(exchange.getMessage(AttachmentMessage.class)
                        .getAttachment("image-1.png")
                        .getDataSource())
                .isInstanceOf(ByteArrayDataSource.class);
    }

    @Test
    void a_new_answer_takes_the_media_of_an_earlier_one_away_and_nothing_else() {
        simulator.enqueue(images(image(data("image/png", PNG)), image(data("image/png", WAV))));
        simulator.enqueue(images(image(data("image/webp", WEBP))));

        Exchange exchange = withTheirOwn("direct:twice", "invoice.png");

        assertThat(exchange.getMessage(AttachmentMessage.class).getAttachmentNames())
                .containsExactly("invoice.png", "image-1.webp");
    }

    @Test
    void media_of_an_answer_goes_with_the_prompt_of_the_next_call_unless_that_is_switched_off() {
        String picture = data("image/png", PNG);
        simulator.enqueue(images(image(picture)));
        simulator.enqueue(Reply.json(whole("a cat")));
        good(template.request("direct:drawn-and-described", e -> e.getIn().setBody("draw a cat")));
        simulator.enqueue(images(image(picture)));
        simulator.enqueue(Reply.json(whole("no cat")));
        good(template.request("direct:twice", e -> e.getIn().setBody("draw a cat")));

        assertThat(simulator
                        .requests()
                        .get(1)
                        .json()
                        .at("/messages/0/content/0/text")
                        .asText())
                .isEqualTo("describe it");
        assertThat(simulator
                        .requests()
                        .get(1)
                        .json()
                        .at("/messages/0/content/1/image_url/url")
                        .asText())
                .isEqualTo(picture);
        assertThat(simulator.requests().get(3).json().at("/messages/0/content")).hasToString("\"again\"");
    }

    @Test
    void what_was_spoken_can_be_heard_by_the_next_model() {
        byte[] samples = {0, 0, 1, 0, 2, 0};
        simulator.enqueue(Reply.json(
                whole("{\"content\":null,\"audio\":{\"id\":\"a\",\"data\":\"" + sound(samples) + "\"}}", "\"stop\"")));
        simulator.enqueue(Reply.json(whole("hum")));

        good(template.request("direct:drawn-and-described", e -> e.getIn().setBody("sing")));

        JsonNode heard = simulator.requests().get(1).json().at("/messages/0/content/1/input_audio");
        assertThat(heard.path("data").asText()).isEqualTo(sound(samples));
        assertThat(heard.path("format").asText()).isEqualTo("pcm16");
    }

    @Test
    void an_answer_without_media_leaves_none_of_an_earlier_one() {
        simulator.enqueue(images(image(data("image/png", PNG))));
        simulator.enqueue(Reply.json(whole("plain")));
        Exchange exchange = good(template.request("direct:twice", e -> e.getIn().setBody("hello")));

        assertThat(exchange.getMessage(AttachmentMessage.class).hasAttachments())
                .isFalse();
    }

    @Test
    void a_call_that_fails_leaves_the_message_as_it_was_for_who_sends_it_again() {
        simulator.enqueue(images(image(data("image/png", PNG))));
        simulator.enqueue(Reply.json(400, "{\"error\":{\"code\":400,\"message\":\"no\"}}"));

        Exchange exchange = template.request("direct:twice", e -> e.getIn().setBody("hello"));

        assertThat(exchange.getException()).isNotNull();
        assertThat(exchange.getMessage(AttachmentMessage.class).getAttachmentNames())
                .containsExactly("image-1.png");
    }

    @Test
    void a_stream_that_opens_takes_the_media_of_an_earlier_answer_away() {
        simulator.enqueue(images(image(data("image/png", PNG))));
        simulator.enqueue(Reply.sse(text("plain"), Wire.finish("stop"), DONE));
        Exchange exchange =
                good(template.request("direct:stream-behind", e -> e.getIn().setBody("hello")));

        assertThat(exchange.getMessage().getBody()).isEqualTo("plain");
        assertThat(exchange.getMessage(AttachmentMessage.class).hasAttachments())
                .isFalse();
    }

    @Test
    void images_go_back_with_the_message_as_they_came() {
        String picture = image(data("image/png", PNG));
        simulator.enqueue(images(picture));
        ChatMessage said = good(template.request(
                        "openrouter:completion?output=message", e -> e.getIn().setBody("hello")))
                .getMessage()
                .getBody(ChatMessage.class);
        simulator.enqueue(Reply.json(whole("ok")));

        good(template.request(
                "openrouter:completion",
                e -> e.getIn().setBody(List.of(ChatMessage.user("draw"), said, ChatMessage.user("again")))));

        assertThat(simulator.requests().get(1).json().at("/messages/1/images")).hasToString("[" + picture + "]");
    }
}
