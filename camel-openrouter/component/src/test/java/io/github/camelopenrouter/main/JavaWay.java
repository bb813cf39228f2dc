package io.github.camelopenrouter.main;

// tag::routes[]
import org.apache.camel.builder.RouteBuilder;

public class JavaWay extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:ask").to("openrouter:completion?temperature=0");

        from("direct:pull")
                .to("openrouter:streaming")
                .split(body())
                .streaming()
                .stopOnException()
                .to("direct:show");

        from("direct:push").to("openrouter:streaming?streamTo=direct:show");

        from("direct:events").to("openrouter:streaming?streamFormat=sse");

        from("direct:text").to("openrouter:streaming?streamFormat=text");

        from("direct:person").to("openrouter:completion?jsonSchema=classpath:main/person.schema.json");

        from("openrouter:tool?name=weather&description=The weather of a city, now&parameter.city=string")
                .setBody(simple("${body[city]}: 20 degrees, dry"));

        from("direct:weather").to("openrouter:completion?tools=weather");

        from("direct:job").setHeader("CamelOpenRouterJournalKey", header("job")).to("once:completion");
    }
}
// end::routes[]
