package io.github.camelopenrouter.examples.quarkus;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterComponent;

/** What asks OpenRouter. Its options stand in {@code application.properties}. */
@ApplicationScoped
public class ChatRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // a failure goes back to the caller, who tells it in words
        errorHandler(noErrorHandler());

        // tag::routes[]
        from("direct:chat")
                .routeId("chat")
                .to("openrouter:streaming")
                .process(new HandOver()); // ends when the stream is read, or left

        from("direct:models").routeId("models").to(service() + "/models?responseTimeout=30000");
        // end::routes[]
    }

    /** OpenRouter, or the simulator. */
    private String service() {
        OpenRouterComponent openrouter = getCamelContext().getComponent("openrouter", OpenRouterComponent.class);
        return openrouter.getConfiguration().getBaseUrl();
    }
}
