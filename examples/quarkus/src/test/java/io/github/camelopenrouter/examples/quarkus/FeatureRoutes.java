package io.github.camelopenrouter.examples.quarkus;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** What else the component does, for {@link FeaturesTest}. */
@ApplicationScoped
public class FeatureRoutes extends RouteBuilder {
    private final Queue<String> pieces = new ConcurrentLinkedQueue<>();

    /** What a model is to fill. */
    public record Invoice(String number, List<Line> lines) {}

    public record Line(String product, int count) {}

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:whole").to("openrouter:completion");

        from("direct:pull")
                .to("openrouter:streaming")
                .split(body(), this::joined)
                .streaming()
                .stopOnException()
                .filter(simple("${body.last}"))
                .setHeader("cost", simple("${body.response.usage.cost}"))
                .end()
                .end();

        from("direct:push").to("openrouter:streaming?streamTo=direct:piece");
        from("direct:piece")
                .process(exchange -> pieces.add(exchange.getMessage().getBody(String.class)));

        from("direct:text").to("openrouter:streaming?streamFormat=text").convertBodyTo(String.class);

        from("direct:invoice").to("openrouter:completion?outputClass=" + Invoice.class.getName());

        from("openrouter:tool?name=weather&description=The weather of a city&parameter.city=string"
                        + "&parameter.city.required=true")
                .setBody(simple("${body[city]}: 20 degrees, dry"));
        from("direct:tool").to("openrouter:completion?tools=weather");

        from("direct:poor").to("openrouter:completion?budget=0.0000001/hour");
    }

    /** What was pushed since the start. */
    Queue<String> pieces() {
        return pieces;
    }

    private Exchange joined(Exchange before, Exchange chunk) {
        String text = before == null ? "" : before.getMessage().getBody(String.class);
        chunk.getMessage().setBody(text + chunk.getMessage().getBody(String.class));
        return chunk;
    }
}
