package io.github.camelopenrouter.examples.quickstart;

import java.io.PrintStream;

import org.apache.camel.builder.RouteBuilder;

/** Both ways to ask: for the whole answer, and for an answer that is shown while the model still writes it. */
final class QuickstartRoutes extends RouteBuilder {
    private final PrintStream terminal;

    QuickstartRoutes(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void configure() {
        // a failure goes back to the caller, who tells it in one line
        errorHandler(noErrorHandler());

        // tag::routes[]
        from("direct:ask").to("openrouter:completion?maxTokens=300");

        from("direct:stream").to("openrouter:streaming?maxTokens=600&streamTo=direct:chunk");

        from("direct:chunk").process(exchange -> {
            terminal.print(exchange.getMessage().getBody(String.class));
            terminal.flush();
        });
        // end::routes[]
    }
}
