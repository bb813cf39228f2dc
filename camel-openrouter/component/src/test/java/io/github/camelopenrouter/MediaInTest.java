package io.github.camelopenrouter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;

import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images, documents, sound, videos and files beside the text of a message. */
class MediaInTest {
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static final byte[] PDF =
            "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] WAV =
            "RIFF\u0024\0\0\0WAVEfmt \u0010\0\0\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] MP4 =
            "\0\0\0\u0020ftypisom\0\0\u0002\0isomiso2mp41\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private static RunningContext running;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** Bytes with a name and a content type, as a mail has them. */
    private record Attached(String getName, String getContentType, byte[] bytes) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public java.io.OutputStream getOutputStream() throws IOException {
            throw new IOException("not to be written");
        }

        @Override
        public String getName() {
            return getName;
        }

        @Override
        public String getContentType() {
            return getContentType;
        }
    }

    private static Exchange send(String options, Object body, Map<String, Object> headers, DataSource... attachments) {
        running.answerAlike();
        return running.template.request("openrouter:completion?" + options, exchange -> {
            AttachmentMessage message = exchange.getMessage(AttachmentMessage.class);
            for (DataSource attachment : attachments) {
                message.addAttachment(attachment.getName(), new DataHandler(attachment));
            }
            message.setBody(body);
            message.setHeaders(new HashMap<>(headers));
        });
    }

    private static JsonNode messages(
            String options, Object body, Map<String, Object> headers, DataSource... attachments) {
        Exchange exchange = send(options, body, headers, attachments);
        assertThat(exchange.getException()).isNull();
        return running.simulator.requests().get(0).json().get("messages");
    }

    private static void assertRefused(Exchange exchange, String message) {
        assertThat(running.simulator.requests()).isEmpty();
        assertThat(exchange.getException())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failure -> assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private static JsonNode json(String json) {
        return OptionSample.tree(json.replace('\'', '"'));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private String fromFolder() {
        return "allowFileBody=true&fileBodyDirectory=" + folder;
    }

    @Test
    void attachments_stand_behind_the_text_in_their_order_and_as_what_they_are() {
        JsonNode messages = messages(
                "",
                "What is it?",
                Map.of(),
                new Attached("a.png", "image/png", PNG),
                new Attached("z/b.pdf", "application/pdf; name=b.pdf", PDF),
                new Attached("c.wav", "audio/x-wav", WAV),
                new Attached("d.mp4", "video/mp4", MP4));

        assertThat(messages)
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'What is it?'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + base64(PNG) + "'}},"
                        + "{'type':'file','file':{'filename':'b.pdf','file_data':'data:application/pdf;base64,"
                        + base64(PDF) + "'}},"
                        + "{'type':'input_audio','input_audio':{'format':'wav','data':'" + base64(WAV) + "'}},"
                        + "{'type':'video_url','video_url':{'url':'data:video/mp4;base64," + base64(MP4) + "'}}]}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", ""})
    void a_type_that_nothing_says_is_told_by_the_bytes(String contentType) {
        JsonNode parts = messages("", "?", Map.of(), new Attached("scan", contentType, PDF))
                .at("/0/content");

        assertThat(parts.at("/1/file/filename").textValue()).isEqualTo("scan");
        assertThat(parts.at("/1/file/file_data").textValue()).startsWith("data:application/pdf;base64,");
    }

    @Test
    void text_is_sent_as_text_with_its_name() {
        JsonNode parts = messages(
                        "",
                        "Sum up",
                        Map.of(),
                        new Attached("notes.md", "text/markdown", "# Gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8)),
                        new Attached(
                                "old.txt",
                                "text/plain; charset=ISO-8859-1",
                                "Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1)))
                .at("/0/content");

        assertThat(parts)
                .isEqualTo(json("[{'type':'text','text':'Sum up'},"
                        + "{'type':'text','text':'notes.md:\\n\\n# Gr\u00fc\u00dfe'},"
                        + "{'type':'text','text':'old.txt:\\n\\nGr\u00fc\u00dfe'}]"));
    }

    @Test
    void attachments_go_with_the_last_message_of_the_user_and_nothing_of_the_route_changes() {
        Map<String, Object> asked = new LinkedHashMap<>(Map.of("role", "user", "content", "And this?"));
        List<Object> conversation = List.of(
                ChatMessage.user("Hi"), ChatMessage.assistant("Hello"), asked, ChatMessage.assistant("Let me see."));

        JsonNode messages = messages("", conversation, Map.of(), new Attached("a.png", "image/png", PNG));

        assertThat(messages.at("/0/content").textValue()).isEqualTo("Hi");
        assertThat(messages.at("/2/content/0/text").textValue()).isEqualTo("And this?");
        assertThat(messages.at("/2/content/1/type").textValue()).isEqualTo("image_url");
        assertThat(asked.get("content")).isEqualTo("And this?");
    }

    static List<Object> questions() {
        List<Object> parts = List.of(Map.of("type", "text", "text", "?"));
        return List.of(
                List.of(ChatMessage.user(parts)),
                List.of(Map.of("role", "user", "content", parts)),
                List.of(Map.of("role", "user", "content", parts.toArray())),
                json("[{'role':'user','content':[{'type':'text','text':'?'}]}]"),
                json("{'messages':[{'role':'user','content':'?'}]}"),
                Map.of("messages", List.of(json("{'role':'user','content':'?'}"))));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void a_question_in_any_form_takes_attachments(Object body) {
        assertThat(messages("", body, Map.of(), new Attached("a.png", "image/png", PNG)))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'?'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + base64(PNG) + "'}}]}]"));
    }

    @Test
    void attachments_without_a_body_go_with_the_prompt_of_the_header_or_alone() {
        Attached png = new Attached("a.png", "image/png", PNG);

        assertThat(messages("", null, Map.of("CamelOpenRouterPrompt", "What is it?"), png)
                        .at("/0/content/0/text")
                        .textValue())
                .isEqualTo("What is it?");
        assertThat(messages("", "", Map.of(), png).at("/0/content")).hasSize(1);
    }

    @Test
    void attachments_stay_here_where_the_option_says_so() {
        JsonNode messages = messages("sendAttachments=false", "Hi", Map.of(), new Attached("a.png", "image/png", PNG));

        assertThat(messages).isEqualTo(json("[{'role':'user','content':'Hi'}]"));
    }

    @Test
    void attachments_without_a_question_are_refused() {
        assertRefused(
                send("", List.of(ChatMessage.system("S")), Map.of(), new Attached("a.png", "image/png", PNG)),
                "last message of the role user");
    }

    static List<Attached> refused() {
        return List.of(
                new Attached("a.tiff", "image/tiff", PNG),
                new Attached("a.zip", "application/octet-stream", "PK\3\4\0\0".getBytes(StandardCharsets.US_ASCII)),
                new Attached("a\nb.exe", "application/octet-stream", new byte[] {'M', 'Z', 0, (byte) 0xff, 1, 2}),
                new Attached("a.txt", "text/plain", new byte[] {(byte) 0xff, (byte) 0xfe, 0}),
                new Attached("empty.png", "image/png", new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void an_attachment_that_cannot_be_sent_is_named(Attached attachment) {
        assertRefused(
                send("", "?", Map.of(), attachment),
                "The attachment '" + attachment.getName().replace('\n', ' ') + "'");
    }

    @Test
    void what_the_service_takes_is_told_to_whoever_sends_something_else() {
        assertRefused(
                send("", "?", Map.of(), new Attached("a.tiff", "image/tiff", PNG)),
                "is 'image/tiff', which the service does not take: it takes images (png, jpeg, webp, gif), PDF");
    }

    @Test
    void no_more_than_is_allowed_is_read_of_an_attachment() {
        InputStream endless = new InputStream() {
            private long read;

            @Override
            public int read() {
                assertThat(++read).isLessThanOrEqualTo(101);
                return 'x';
            }
        };
        DataSource stream = new DataSource() {
            @Override
            public InputStream getInputStream() {
                return endless;
            }

            @Override
            public java.io.OutputStream getOutputStream() {
                return new ByteArrayOutputStream();
            }

            @Override
            public String getContentType() {
                return "image/png";
            }

            @Override
            public String getName() {
                return "endless.png";
            }
        };

        assertRefused(
                send("maxAttachmentBytes=100", "?", Map.of(), stream), "the option maxAttachmentBytes allows (100)");
    }

    @Test
    void all_attachments_together_have_a_limit_too() {
        Attached png = new Attached("a.png", "image/png", PNG);
        Attached other = new Attached("b.png", "image/png", PNG);

        assertRefused(
                send("maxAttachmentsBytes=" + (2 * PNG.length - 1), "?", Map.of(), png, other),
                "the option maxAttachmentsBytes");
        assertThat(messages("maxAttachmentsBytes=" + 2 * PNG.length, "?", Map.of(), png, other)
                        .at("/0/content"))
                .hasSize(3);
    }

    @Test
    void what_does_not_fit_into_a_request_names_the_option_to_raise() {
        byte[] large = Arrays.copyOf(PNG, 3_000);

        assertRefused(
                send("maxRequestBytes=4000", "?", Map.of(), new Attached("a.png", "image/png", large)),
                "the option maxRequestBytes allows (4000)");
    }

    static List<Object> images() {
        return List.of(PNG, new ByteArrayInputStream(PNG), new InputStreamCache(PNG));
    }

    @ParameterizedTest
    @MethodSource("images")
    void a_body_that_is_no_text_goes_with_the_prompt_of_the_header(Object body) {
        assertThat(messages("allowFileBody=true", body, Map.of("CamelOpenRouterPrompt", "What is it?")))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'What is it?'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + base64(PNG) + "'}}]}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Exchange.CONTENT_TYPE, Exchange.FILE_CONTENT_TYPE})
    void a_header_says_what_a_body_is(String header) {
        byte[] plain = "%PDF-1.4 plain".getBytes(StandardCharsets.US_ASCII);

        assertThat(messages(
                        "allowFileBody=true",
                        plain,
                        Map.of(header, "application/pdf", Exchange.FILE_NAME, "folder/a.pdf")))
                .isEqualTo(json("[{'role':'user','content':[{'type':'file','file':{'filename':'a.pdf',"
                        + "'file_data':'data:application/pdf;base64," + base64(plain) + "'}}]}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/x-www-form-urlencoded", "image/tiff"})
    void text_stays_the_prompt_whatever_may_be_sent(String contentType) {
        assertThat(messages(
                        "allowFileBody=true",
                        "%PDF-1.4 is how it begins".getBytes(StandardCharsets.UTF_8),
                        Map.of(Exchange.CONTENT_TYPE, contentType)))
                .isEqualTo(json("[{'role':'user','content':'%PDF-1.4 is how it begins'}]"));
    }

    @Test
    void a_cached_stream_can_be_sent_again_as_a_medium() {
        InputStreamCache cache = new InputStreamCache(PNG);
        Map<String, Object> headers = Map.of(Exchange.CONTENT_TYPE, "image/png");

        assertThat(messages("allowFileBody=true", cache, headers))
                .isEqualTo(messages("allowFileBody=true", cache, headers));
    }

    @Test
    void a_binary_body_is_refused_with_the_option_that_allows_it() {
        assertRefused(send("", PNG, Map.of()), "the option allowFileBody");
        assertRefused(
                send("", new ByteArrayInputStream(PNG), Map.of(Exchange.CONTENT_TYPE, "image/png")), "allowFileBody");
        assertRefused(send("allowFileBody=true", new byte[] {(byte) 0xff, 0, 1}, Map.of()), "The body is");
    }

    @Test
    void files_are_sent_from_the_folder_that_is_allowed() throws IOException {
        Path pdf = file("a.pdf", PDF);
        GenericFile<File> consumed = new GenericFile<>();
        consumed.setFile(pdf.toFile());
        JsonNode sent = json("[{'role':'user','content':[{'type':'text','text':'Sum up'},"
                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,"
                + base64(PDF) + "'}}]}]");

        for (Object body : List.of(pdf, pdf.toFile(), consumed)) {
            assertThat(messages(fromFolder(), body, Map.of("CamelOpenRouterPrompt", "Sum up")))
                    .isEqualTo(sent);
        }
    }

    @Test
    void a_text_file_is_the_prompt_or_goes_with_it() throws IOException {
        Path text = file("a.txt", "Gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8));

        assertThat(messages(fromFolder(), text, Map.of()).at("/0/content"))
                .isEqualTo(json("[{'type':'text','text':'Gr\u00fc\u00dfe'}]"));
        assertThat(messages(fromFolder(), text, Map.of("CamelOpenRouterPrompt", "Translate"))
                        .at("/0/content"))
                .isEqualTo(json(
                        "[{'type':'text','text':'Translate'},{'type':'text','text':'a.txt:\\n\\nGr\u00fc\u00dfe'}]"));
    }

    @Test
    void no_file_is_sent_from_elsewhere_whatever_way_leads_there() throws IOException {
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Path outside = file("outside.pdf", PDF);
        Path link = Files.createSymbolicLink(allowed.resolve("link.pdf"), outside);
        Path throughFolder =
                Files.createSymbolicLink(allowed.resolve("up"), folder).resolve("outside.pdf");
        Path sibling =
                Files.write(Files.createDirectory(folder.resolve("allowed-not")).resolve("a.pdf"), PDF);
        String options = "allowFileBody=true&fileBodyDirectory=" + allowed;

        for (Path path : List.of(
                outside,
                link,
                throughFolder,
                sibling,
                allowed.resolve("../outside.pdf"),
                Path.of("/etc/passwd"),
                Path.of("/dev/zero"))) {
            Exchange exchange = send(options, path, Map.of());
            assertRefused(exchange, "outside of the folder");
            assertThat(exchange.getException()).hasMessageNotContaining(path.toString());
        }
        assertRefused(send(options, allowed, Map.of()), "no file that has content");
        assertRefused(send(options, allowed.resolve("missing.pdf"), Map.of()), "not there");
    }

    @Test
    void links_that_lead_into_the_folder_are_followed() throws IOException {
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Files.writeString(allowed.resolve("a.txt"), "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), allowed).resolve("a.txt");

        assertThat(messages("allowFileBody=true&fileBodyDirectory=" + allowed, link, Map.of()))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'text'}]}]"));
    }

    @Test
    void an_attached_file_is_read_where_the_request_is_written() throws IOException {
        Path png = file("a.png", PNG);

        assertThat(messages("", "?", Map.of(), new FileDataSource(png.toFile()))
                        .at("/0/content/1/image_url/url")
                        .textValue())
                .isEqualTo("data:image/png;base64," + base64(PNG));
    }

    @Test
    void no_header_makes_a_file_of_a_body() throws IOException {
        String path = file("a.pdf", PDF).toString();
        Map<String, Object> headers = Map.of(
                Exchange.FILE_NAME,
                path,
                Exchange.FILE_PATH,
                path,
                "CamelFileAbsolutePath",
                path,
                "CamelOpenRouterPrompt",
                path);

        assertThat(messages(fromFolder(), "file:" + path, headers))
                .isEqualTo(json("[{'role':'user','content':'file:" + path + "'}]"));
    }

    @Test
    void a_file_needs_both_options() throws IOException {
        Path pdf = file("a.pdf", PDF);

        assertRefused(send("", pdf, Map.of()), "the options allowFileBody and fileBodyDirectory");
        assertRefused(send("fileBodyDirectory=" + folder, pdf, Map.of()), "the options allowFileBody");
        assertRefused(send("allowFileBody=true", pdf, Map.of()), "the option fileBodyDirectory");
    }

    @Test
    void a_file_beyond_the_limit_is_not_opened() throws IOException {
        Path pdf = file("a.pdf", PDF);

        assertRefused(
                send(fromFolder() + "&maxAttachmentBytes=" + (PDF.length - 1), pdf, Map.of()), "maxAttachmentBytes");
    }

    @Test
    void a_folder_that_is_none_fails_the_start() throws IOException {
        Path pdf = file("a.pdf", PDF);

        for (Path wrong : List.of(pdf, folder.resolve("missing"))) {
            assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?fileBodyDirectory=" + wrong))
                    .hasStackTraceContaining("The option fileBodyDirectory must be a folder");
        }
    }

    @Test
    void parts_with_bytes_are_part_of_a_conversation() {
        JsonNode messages = messages(
                "",
                ChatMessage.user(List.of(
                        ContentPart.text("Compare"),
                        ContentPart.image("https://pictures.example/cat.png")
                                .with("cache_control", Map.of("type", "ephemeral")),
                        ContentPart.image(PNG, "image/png"),
                        ContentPart.file("a.pdf", PDF, "application/pdf"),
                        ContentPart.file("b.pdf", "https://files.example/b.pdf"),
                        ContentPart.audio(WAV, "wav"),
                        ContentPart.video("https://films.example/a.mp4"),
                        ContentPart.video(MP4, "video/mp4"),
                        ContentPart.text("briefly").cached("1h"))),
                Map.of());

        assertThat(messages.at("/0/content"))
                .isEqualTo(json("[{'type':'text','text':'Compare'},"
                        + "{'type':'image_url','image_url':{'url':'https://pictures.example/cat.png'},"
                        + "'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + base64(PNG) + "'}},"
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,"
                        + base64(PDF) + "'}},"
                        + "{'type':'file','file':{'filename':'b.pdf','file_data':'https://files.example/b.pdf'}},"
                        + "{'type':'input_audio','input_audio':{'data':'" + base64(WAV) + "','format':'wav'}},"
                        + "{'type':'video_url','video_url':{'url':'https://films.example/a.mp4'}},"
                        + "{'type':'video_url','video_url':{'url':'data:video/mp4;base64," + base64(MP4) + "'}},"
                        + "{'type':'text','text':'briefly','cache_control':{'type':'ephemeral','ttl':'1h'}}]"));
    }

    @Test
    void bytes_in_a_map_become_base64() {
        Map<String, Object> audio = Map.of("data", WAV, "format", "wav");

        assertThat(messages(
                                "",
                                List.of(Map.of(
                                        "role",
                                        "user",
                                        "content",
                                        List.of(Map.of("type", "input_audio", "input_audio", audio)))),
                                Map.of())
                        .at("/0/content/0/input_audio/data")
                        .textValue())
                .isEqualTo(base64(WAV));
    }

    @Test
    void a_file_is_what_the_header_of_files_says_before_what_that_of_bodies_says() throws IOException {
        Map<String, Object> headers =
                Map.of(Exchange.CONTENT_TYPE, "application/json", Exchange.FILE_CONTENT_TYPE, "application/pdf");

        assertThat(messages(fromFolder(), file("a.bin", PDF), headers)
                        .at("/0/content/0/type")
                        .textValue())
                .isEqualTo("file");
    }

    @Test
    void what_a_remote_consumer_has_fetched_is_bytes_and_not_sent_unasked() {
        GenericFile<Object> remote = new GenericFile<>();
        remote.setFile(new Object());
        remote.setBody(PNG);

        assertThat(messages("allowFileBody=true", remote, Map.of())
                        .at("/0/content/0/type")
                        .textValue())
                .isEqualTo("image_url");
        assertRefused(send("", remote, Map.of()), "the options allowFileBody and fileBodyDirectory");
    }

    @Test
    void large_media_arrive_whole() throws IOException {
        byte[] large = Arrays.copyOf(PNG, 3_000_001);
        new Random(7).nextBytes(large);
        System.arraycopy(PNG, 0, large, 0, PNG.length);
        Path png = file("large.png", large);

        for (Object body : List.of(png, large, new ByteArrayInputStream(large), new InputStreamCache(large))) {
            String url = messages(fromFolder(), body, Map.of(Exchange.CONTENT_TYPE, "image/png"))
                    .at("/0/content/0/image_url/url")
                    .textValue();
            assertThat(Base64.getDecoder().decode(url.substring("data:image/png;base64,".length())))
                    .isEqualTo(large);
        }
    }

    @Test
    void an_attachment_without_content_is_named() {
        running.answerAlike();
        Exchange exchange = running.template.request("openrouter:completion", asked -> {
            AttachmentMessage message = asked.getMessage(AttachmentMessage.class);
            message.setBody("?");
            message.addAttachment("nothing.png", (DataHandler) null);
        });

        assertRefused(exchange, "The attachment 'nothing.png'");
    }

    @Test
    void an_image_may_be_asked_for_in_less_detail() {
        ContentPart image =
                ContentPart.image("https://pictures.example/cat.png").detail("low");

        assertThat(messages("", ChatMessage.user(List.of(image)), Map.of()).at("/0/content/0/image_url"))
                .isEqualTo(json("{'detail':'low','url':'https://pictures.example/cat.png'}"));
        assertThatThrownBy(() -> ContentPart.text("x").detail("low")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_stream_is_asked_for_with_attachments_too() {
        running.answerAlike();
        running.template.request("openrouter:streaming", asked -> {
            AttachmentMessage message = asked.getMessage(AttachmentMessage.class);
            message.setBody("?");
            message.addAttachment("a.png", new DataHandler(new Attached("a.png", "image/png", PNG)));
        });

        assertThat(running.simulator
                        .requests()
                        .get(0)
                        .json()
                        .at("/messages/0/content/1/type")
                        .textValue())
                .isEqualTo("image_url");
    }

    @Test
    void no_part_shows_its_content_to_a_log() {
        ChatMessage message = ChatMessage.user(List.of(
                ContentPart.text("secret"), ContentPart.image(PNG, "image/png"), ContentPart.audio(WAV, "wav")));

        assertThat(message.content().toString())
                .isEqualTo("[ContentPart[text], ContentPart[image_url], ContentPart[input_audio]]");
        assertThat(new ContentPart.DataUrl("image/png", PNG).toString()).isEqualTo("DataUrl[image/png, 70 bytes]");
        assertThat(message.text()).isEqualTo("secret");
    }
}
