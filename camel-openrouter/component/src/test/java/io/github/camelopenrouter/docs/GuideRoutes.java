package io.github.camelopenrouter.docs;

// tag::imports[]
import java.util.List;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/** The routes of the guide. */
final class GuideRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // the routes of the page stand here
        // end::imports[]
        // tag::conversation[]
        from("direct:conversation")
                .process(exchange -> exchange.getMessage()
                        .setBody(List.of(
                                ChatMessage.system("You are a terse librarian."),
                                ChatMessage.user("Who wrote Faust?"),
                                ChatMessage.assistant("Goethe."),
                                ChatMessage.user("When did he die?"))))
                .to("openrouter:completion");
        // end::conversation[]

        // tag::request[]
        from("direct:request")
                .process(exchange -> exchange.getMessage()
                        .setBody(Map.of(
                                "messages", List.of(Map.of("role", "user", "content", "Say hello")),
                                "temperature", 0.2,
                                "provider", Map.of("sort", "price"))))
                .to("openrouter:completion?maxTokens=100");
        // end::request[]

        // tag::per-message[]
        from("direct:per-message")
                .choice()
                .when(header("customer").isEqualTo("gold"))
                .setHeader(OpenRouterConstants.MODEL, constant("anthropic/claude-sonnet-4.5"))
                .end()
                .setHeader(OpenRouterConstants.MAX_TOKENS, simple("${header.limit}"))
                .to("openrouter:completion?model=openai/gpt-4o-mini");
        // end::per-message[]

        // tag::pass-through[]
        from("direct:pass-through").to("openrouter:completion?body.verbosity=low&body.plugins=RAW([{\"id\":\"web\"}])");
        // end::pass-through[]

        // tag::output[]
        from("direct:output").to("openrouter:completion?output=response").process(exchange -> {
            ChatResponse response = exchange.getMessage().getBody(ChatResponse.class);
            exchange.setProperty("upstream", response.usage().upstreamCost());
            exchange.getMessage().setBody(response.text());
        });
        // end::output[]
        // tag::imports[]
    }
}
// end::imports[]
