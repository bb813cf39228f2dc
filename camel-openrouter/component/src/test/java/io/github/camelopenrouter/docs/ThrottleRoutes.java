package io.github.camelopenrouter.docs;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.error.OpenRouterException;

/** A rate that holds for redeliveries, too. */
final class ThrottleRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::routes[]
        from("direct:ask")
                .onException(OpenRouterException.class)
                .retryWhile(simple("${exception.retryable} == true && ${header.CamelRedeliveryCounter} <= 2"))
                .redeliveryDelay(10)
                .end()
                .to("direct:paced"); // what fails is this step, so what Camel repeats is this step

        from("direct:paced")
                .errorHandler(noErrorHandler()) // the failure goes back to the step above
                .throttle(1)
                .timePeriodMillis(1_000)
                .to("openrouter:completion");
        // end::routes[]

        // tag::at-a-time[]
        from("direct:two-at-a-time").to("openrouter:completion?maxInFlight=2");
        // end::at-a-time[]
    }
}
