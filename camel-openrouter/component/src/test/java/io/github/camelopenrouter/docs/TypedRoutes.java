package io.github.camelopenrouter.docs;

// tag::routes[]
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

import static io.github.camelopenrouter.dsl.StaticEndpointBuilders.openrouter;

public class TypedRoutes extends EndpointRouteBuilder {
    @Override
    public void configure() {
        from(direct("typed"))
                .to(openrouter("completion")
                        .model("openai/gpt-4o-mini")
                        .maxTokens(200)
                        .temperature(0.2));
    }
}
// end::routes[]
