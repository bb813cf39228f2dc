package footprint;

import org.apache.camel.builder.RouteBuilder;

public class Question extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:ask")
                .to("openrouter:completion?model=openai/gpt-4o-mini&apiKey=footprint&baseUrl=" + System.getProperty("footprint.url"));
    }
}
