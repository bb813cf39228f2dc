package io.github.camelopenrouter.docs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import jakarta.activation.DataHandler;

import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.Media;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AnswersPageTest extends DocsTestSupport {
    private static final String PNG =
            Base64.getEncoder().encodeToString("\u0089PNG...".getBytes(StandardCharsets.ISO_8859_1));

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::queue[]
                from("direct:queue")
                        .to("openrouter:completion")
                        .setHeader("cost", header(OpenRouterConstants.COST).convertToString())
                        .setHeader("citations", header(OpenRouterConstants.ANNOTATIONS))
                        .to("seda:answers"); // or jms:queue:answers, kafka:answers
                // end::queue[]

                // tag::citations[]
                from("direct:citations").to("openrouter:completion").process(exchange -> {
                    String annotations =
                            exchange.getMessage().getHeader(OpenRouterConstants.ANNOTATIONS, "[]", String.class);
                    StringBuilder sources =
                            new StringBuilder(exchange.getMessage().getBody(String.class));
                    for (JsonNode annotation : new ObjectMapper().readTree(annotations)) {
                        JsonNode citation = annotation.path("url_citation");
                        if (citation.has("url")) {
                            sources.append("\n* ").append(citation.path("url").asText());
                        }
                    }
                    exchange.getMessage().setBody(sources.toString());
                });
                // end::citations[]

                // tag::documents[]
                from("direct:documents")
                        .to("openrouter:completion?maxResultHeaderBytes=1000000") // a PDF is attached to the message
                        .setHeader(OpenRouterConstants.FILE_ANNOTATIONS, header(OpenRouterConstants.ANNOTATIONS))
                        .setBody(constant("Who signed it?"))
                        .to("openrouter:completion");
                // end::documents[]

                // tag::images[]
                from("direct:draw")
                        .to("openrouter:completion?modalities=image,text")
                        .setBody(simple("${attachmentContent(image-1.png)}"))
                        .to("direct:store"); // the bytes of the image
                // end::images[]

                // tag::pull[]
                from("direct:pull")
                        .to("openrouter:streaming?modalities=image,text")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .process(exchange -> {
                            ChatChunk chunk = exchange.getMessage().getBody(ChatChunk.class);
                            if (chunk.last()) {
                                for (Media media : chunk.response().media()) {
                                    store(media.name(), media.contentType(), media.bytes());
                                }
                            }
                        });
                // end::pull[]

                // tag::reasoning[]
                from("direct:talk")
                        .to("openrouter:completion?output=message&reasoningEffort=high")
                        .process(exchange -> {
                            ChatMessage said = exchange.getMessage().getBody(ChatMessage.class);
                            exchange.getMessage()
                                    .setBody(List.of(
                                            ChatMessage.user("Is 2027 a prime number?"),
                                            said, // with its reasoning details, as they came
                                            ChatMessage.user("And 2029?")));
                        })
                        .to("openrouter:completion?reasoningEffort=high");
                // end::reasoning[]

                from("seda:answers").to("mock:answers");
                from("direct:store").to("mock:stored");
            }
        };
    }

    private String stored = "";

    private void store(String name, String contentType, byte[] bytes) {
        stored += name + " " + contentType + " " + bytes.length;
    }

    private static Reply image() {
        return Reply.json(
                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"\",\"images\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"data:image/png;base64," + PNG + "\"}}]}}]}");
    }

    @Test
    void facts_get_names_of_ones_own_before_a_queue() throws Exception {
        simulator.enqueue(
                Reply.json(
                        "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\",\"annotations\":"
                                + "[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\"}}]}}],\"usage\":{\"cost\":0.01}}"));
        MockEndpoint answers = mock("answers");
        answers.expectedMessageCount(1);

        template.requestBody("direct:queue", "hi");

        answers.assertIsSatisfied();
        assertThat(answers.getExchanges().get(0).getMessage().getHeader("cost")).isEqualTo("0.01");
        assertThat(answers.getExchanges().get(0).getMessage().getHeader("citations", String.class))
                .contains("https://a.example");
    }

    @Test
    void citations_are_read_as_json() {
        simulator.enqueue(
                Reply.json(
                        "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\",\"annotations\":"
                                + "[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://a.example\"}},{\"type\":\"file\",\"file\":{\"hash\":\"h\"}}]}}]}"));

        assertThat(template.requestBody("direct:citations", "hi")).isEqualTo("Hi\n* https://a.example");
        simulator.enqueue(Reply.json("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}"));
        assertThat(template.requestBody("direct:citations", "hi")).isEqualTo("Hi");
    }

    @Test
    void a_parsed_document_goes_back_with_the_next_question() throws Exception {
        String parsed = "[{\"type\":\"file\",\"file\":{\"hash\":\"h\",\"content\":[{\"type\":\"text\",\"text\":\""
                + "x".repeat(100_000) + "\"}]}}]";
        simulator.enqueue(Reply.json(
                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"A contract\",\"annotations\":"
                        + parsed + "}}]}"));

        Exchange exchange = template.request("direct:documents", e -> {
            e.getIn().setBody("What is it?");
            e.getIn(AttachmentMessage.class)
                    .addAttachment(
                            "a.pdf",
                            new DataHandler(
                                    new ByteArrayDataSource("a.pdf", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII))));
        });

        assertThat(exchange.getException()).isNull();
        request();
        assertThat(request().json().findValue("annotations")).hasToString(parsed);
    }

    private void drawn(String from) throws Exception {
        simulator.enqueue(image());
        mock("stored").reset();
        mock("stored").expectedMessageCount(1);

        assertThat(template.request(from, e -> e.getIn().setBody("a cat")).getException())
                .isNull();

        mock("stored").assertIsSatisfied();
        assertThat(mock("stored").getExchanges().get(0).getMessage().getBody(byte[].class))
                .isEqualTo(Base64.getDecoder().decode(PNG));
        assertThat(request().json().path("modalities")).hasToString("[\"image\",\"text\"]");
    }

    @Test
    void an_image_is_an_attachment() throws Exception {
        drawn("direct:draw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml"})
    void an_image_is_an_attachment_in_yaml_and_xml_too(String language) throws Exception {
        assumeTrue(!language.equals("xml") || onClasspath("org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class"));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:docs/answers." + language));

        drawn("direct:draw-" + language);
    }

    @Test
    void the_last_chunk_has_the_media() {
        simulator.enqueue(Reply.sse(
                "data: {\"choices\":[{\"delta\":{\"content\":\"\",\"images\":[{\"image_url\":{\"url\":\"data:image/png;base64,"
                        + PNG + "\"}}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));

        Exchange exchange = template.request("direct:pull", e -> e.getIn().setBody("a cat"));

        assertThat(exchange.getException()).isNull();
        assertThat(stored).isEqualTo("image-1.png image/png 7");
    }

    @Test
    void reasoning_goes_back() throws Exception {
        String details = "[{\"type\":\"reasoning.encrypted\",\"data\":\"x==\",\"index\":0}]";
        simulator.enqueue(Reply.json(
                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Yes\",\"reasoning_details\":"
                        + details + "}}]}"));
        template.requestBody("direct:talk", "Is 2027 a prime number?");

        request();
        assertThat(request().json().at("/messages/1/reasoning_details")).hasToString(details);
    }
}
