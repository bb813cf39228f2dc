package io.github.camelopenrouter.docs;

// tag::routes[]
import org.apache.camel.builder.RouteBuilder;

final class FirstRoutes extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:ask")
                .to("openrouter:completion?model=openai/gpt-4o-mini&maxTokens=200")
                .log("${header.CamelOpenRouterProvider}, ${header.CamelOpenRouterCost} USD: ${body}");

        from("direct:story")
                .to("openrouter:streaming?model=openai/gpt-4o-mini&maxTokens=600")
                .split(body())
                .streaming()
                .stopOnException()
                .to("direct:show"); // one chunk, as soon as it is there
    }
}
// end::routes[]
