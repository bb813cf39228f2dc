package io.github.camelopenrouter.docs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AttachmentsPageTest extends DocsTestSupport {
    private static final byte[] PDF = "%PDF-1.7\n%\u00e2\u00e3".getBytes(StandardCharsets.ISO_8859_1);
    private static final String READ =
            "{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"A lease.\",\"annotations\":[{\"type\":\"file\",\"file\":{\"hash\":\"abc\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Lease\"}]}}]}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,"
                    + "\"total_tokens\":10,\"cost\":0.002,\"prompt_tokens_details\":{\"cached_tokens\":3,\"cache_write_tokens\":6}}}";

    @TempDir
    static Path inbox;

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.setProperty("inbox", inbox.toString());
        properties.setProperty("rules", "Rules of the house");
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new AttachmentRoutes();
    }

    private void receive(String name) throws Exception {
        mock("read").expectedMessageCount(1);
        Path written = Files.write(inbox.resolve(name + ".new"), PDF);
        Files.move(written, inbox.resolve(name));
        mock("read").assertIsSatisfied();
    }

    @Test
    void attachments_of_a_mail_are_sent_once() throws Exception {
        Path text = Files.writeString(inbox.resolve("notes.txt"), "We meet at noon.");

        Exchange exchange = template.request("direct:mail", mail -> {
            AttachmentMessage message = mail.getMessage(AttachmentMessage.class);
            message.setBody("Hi");
            message.addAttachment("notes.txt", new DataHandler(new FileDataSource(text.toFile())));
        });

        assertThat(exchange.getException()).isNull();
        assertThat(request().json().at("/messages/0/content/1/text").textValue())
                .isEqualTo("notes.txt:\n\nWe meet at noon.");
        assertThat(request().json().at("/messages/0/content").isTextual()).isTrue();
    }

    @Test
    void a_file_of_the_inbox_is_read_by_the_model() throws Exception {
        receive("a.pdf");

        JsonNode sent = request().json();
        assertThat(sent.at("/messages/0/content/0/text").textValue()).startsWith("Who sent this invoice");
        assertThat(sent.at("/messages/0/content/1/file/file_data").textValue())
                .isEqualTo("data:application/pdf;base64," + Base64.getEncoder().encodeToString(PDF));
        assertThat(sent.at("/plugins/0/pdf/engine").textValue()).isEqualTo("native");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml"})
    void yaml_and_xml_send_files_too(String language) throws Exception {
        assumeTrue(!language.equals("xml") || onClasspath("org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class"));
        String java = context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("file:"))
                .findFirst()
                .orElseThrow()
                .getId();
        context.getRouteController().stopRoute(java);
        context.removeRoute(java);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:docs/attachments." + language));

        receive(language + ".pdf");

        JsonNode sent = request().json();
        assertThat(sent.at("/model").textValue()).isEqualTo("google/gemini-2.5-flash");
        assertThat(sent.at("/messages/0/content/1/type").textValue()).isEqualTo("file");
        assertThat(sent.at("/plugins/0/id").textValue()).isEqualTo("file-parser");
    }

    @Test
    void parts_of_a_message_have_bytes_or_a_url() throws Exception {
        Path before = Files.write(inbox.resolve("before.png"), new byte[] {1, 2, 3});

        assertThat(template.requestBody("direct:compare", before)).isNotNull();
    }

    @Test
    void a_document_is_read_once() throws Exception {
        simulator.replyWith(request -> Reply.json(READ));

        assertThat(template.requestBody("direct:document", PDF, String.class)).isEqualTo("A lease.");

        request();
        assertThat(request().json().at("/messages/1/annotations/0/file/hash").textValue())
                .isEqualTo("abc");
    }

    @Test
    void tokens_of_the_cache_are_headers() throws Exception {
        simulator.replyWith(request -> Reply.json(READ));

        Exchange exchange = template.request("direct:cached", e -> e.getIn().setBody("May I?"));

        assertThat(exchange.getMessage().getHeader("CamelOpenRouterCachedTokens"))
                .isEqualTo(3);
        assertThat(exchange.getMessage().getHeader("CamelOpenRouterCacheWriteTokens"))
                .isEqualTo(6);
        assertThat(request()
                        .json()
                        .at("/messages/0/content/0/cache_control/ttl")
                        .textValue())
                .isEqualTo("1h");
    }

    @Test
    void a_search_is_a_tool_of_the_service() throws Exception {
        template.requestBody("direct:news", "What is new in Camel?");

        assertThat(request().json().at("/tools/0/type").textValue()).isEqualTo("openrouter:web_search");
    }
}
