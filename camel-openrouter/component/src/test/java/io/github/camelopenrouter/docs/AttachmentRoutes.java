package io.github.camelopenrouter.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;

/** The routes of the page about attachments. */
final class AttachmentRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::attachments[]
        from("direct:mail") // such as imaps:..., whose messages bring their attachments
                .setBody(simple("Sum up this mail in one sentence.\n\n${body}"))
                .to("openrouter:completion?maxAttachmentBytes=5000000")
                // the attachments are still there, and the next step must not pay for them again
                .setBody(simple("Translate into German: ${body}"))
                .to("openrouter:completion?sendAttachments=false");
        // end::attachments[]

        // tag::file[]
        from("file:{{inbox}}?include=.*[.]pdf")
                .setHeader(OpenRouterConstants.PROMPT, constant("Who sent this invoice, and what is the total?"))
                .to("openrouter:completion?model=google/gemini-2.5-flash"
                        + "&allowFileBody=true&fileBodyDirectory={{inbox}}&pdfEngine=native")
                .to("direct:read");
        // end::file[]
        from("direct:read").to("mock:read");

        // tag::parts[]
        from("direct:compare")
                .process(exchange -> {
                    byte[] before = Files.readAllBytes(exchange.getMessage().getBody(Path.class));
                    exchange.getMessage()
                            .setBody(ChatMessage.user(List.of(
                                    ContentPart.text("What has changed between these two pictures?"),
                                    ContentPart.image(before, "image/png"),
                                    ContentPart.image("https://pictures.example/after.png"))));
                })
                .to("openrouter:completion");
        // end::parts[]

        // tag::again[]
        from("direct:document")
                .process(exchange -> {
                    byte[] pdf = exchange.getMessage().getBody(byte[].class);
                    List<Object> conversation = new ArrayList<>();
                    conversation.add(ChatMessage.user(List.of(
                            ContentPart.text("What is this contract about?"),
                            ContentPart.file("contract.pdf", pdf, "application/pdf"))));
                    exchange.setProperty("conversation", conversation);
                    exchange.getMessage().setBody(conversation);
                })
                .to("openrouter:completion?output=message&pdfEngine=mistral-ocr")
                .process(exchange -> {
                    List<Object> conversation = exchange.getProperty("conversation", List.class);
                    // the answer has what was read of the document, and so the next request does not pay for that
                    conversation.add(exchange.getMessage().getBody(ChatMessage.class));
                    conversation.add(ChatMessage.user("Who can terminate it, and when?"));
                    exchange.getMessage().setBody(conversation);
                })
                .to("openrouter:completion?pdfEngine=mistral-ocr");
        // end::again[]

        // tag::cache[]
        from("direct:cached")
                .to("openrouter:completion?model=anthropic/claude-sonnet-4.5&systemMessage={{rules}}"
                        + "&cacheControl=system&cacheControlTtl=1h")
                .log(
                        "${header.CamelOpenRouterCachedTokens} tokens read, ${header.CamelOpenRouterCacheWriteTokens} written");
        // end::cache[]

        // tag::search[]
        from("direct:news")
                .to("openrouter:completion?webSearch=true&webSearchEngine=exa&webSearchMaxResults=3&webSearchMaxUses=2"
                        + "&webSearchAllowedDomains=camel.apache.org,github.com");
        // end::search[]
    }
}
