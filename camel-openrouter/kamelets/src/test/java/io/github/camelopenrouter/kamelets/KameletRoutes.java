package io.github.camelopenrouter.kamelets;

import org.apache.camel.builder.RouteBuilder;

/** The routes of {@code docs/kamelets.yaml} in Java. */
final class KameletRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::completion[]
        from("direct:ask")
                .to("kamelet:openrouter-completion-action?model=openai/gpt-4o-mini&maxTokens=200&temperature=0.2"
                        + "&systemMessage=Answer in one sentence.")
                .log("${header.CamelOpenRouterCost} USD: ${body}");
        // end::completion[]

        from("direct:story")
                .to("kamelet:openrouter-streaming-action?maxTokens=600")
                .split(simple("${body}"))
                .streaming()
                .stopOnException()
                .to("direct:show");

        from("direct:person")
                .to("kamelet:openrouter-structured-action?jsonSchema=classpath:docs/person.schema.json")
                .log("${body[name]}, born in ${body[born]}");

        from("kamelet:openrouter-tool-source?name=weather&description=The weather of a city, now"
                        + "&parametersSchema=classpath:docs/weather.schema.json")
                .setBody(simple("${body[city]}: 20 degrees, dry"));

        from("direct:mail")
                .to("kamelet:openrouter-tools-sink?tools=file_ticket&maxToolRounds=3"
                        + "&systemMessage=File a ticket where the mail reports a defect. Do nothing else.");
    }
}
