package io.github.camelopenrouter.main;

// tag::routes[]
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

import io.github.camelopenrouter.OpenRouterStreamFormat;

import static io.github.camelopenrouter.dsl.StaticEndpointBuilders.openrouter;

public class TypedWay extends EndpointRouteBuilder {
    @Override
    public void configure() {
        from(direct("ask")).to(openrouter("completion").temperature("0"));

        from(direct("pull"))
                .to(openrouter("streaming"))
                .split(body())
                .streaming()
                .stopOnException()
                .to(direct("show"));

        from(direct("push")).to(openrouter("streaming").streamTo("direct:show"));

        from(direct("events")).to(openrouter("streaming").streamFormat(OpenRouterStreamFormat.sse));

        from(direct("text")).to(openrouter("streaming").streamFormat(OpenRouterStreamFormat.text));

        from(direct("person")).to(openrouter("completion").jsonSchema("classpath:main/person.schema.json"));

        from(openrouter("tool")
                        .name("weather")
                        .description("The weather of a city, now")
                        .parameters("city", "string"))
                .setBody(simple("${body[city]}: 20 degrees, dry"));

        from(direct("weather")).to(openrouter("completion").tools("weather"));

        from(direct("job"))
                .setHeader("CamelOpenRouterJournalKey", header("job"))
                .to(openrouter("once", "completion"));
    }
}
// end::routes[]
