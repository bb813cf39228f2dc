package footprint;

import org.apache.camel.builder.RouteBuilder;

public class Question extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:ask").setBody(constant("Hello"));
    }
}
