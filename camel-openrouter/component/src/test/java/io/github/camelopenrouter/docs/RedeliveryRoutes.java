package io.github.camelopenrouter.docs;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.error.OpenRouterException;

/** Camel's redelivery in its two forms: a number of attempts, and a predicate that is asked after each. */
final class RedeliveryRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::number[]
        onException(OpenRouterException.class)
                .onWhen(simple("${exception.retryable}"))
                .maximumRedeliveries(3)
                .redeliveryDelay(1_000)
                .useExponentialBackOff()
                .asyncDelayedRedelivery();
        onException(OpenRouterException.class).maximumRedeliveries(0); // do not leave this out: see below

        from("direct:number").to("openrouter:completion?maxRetryAfter={{longest}}");
        // end::number[]

        // tag::predicate[]
        from("direct:predicate")
                .onException(OpenRouterException.class)
                // in place of maximumRedeliveries: without its second half it would try for ever
                .retryWhile(simple("${exception.retryable} == true && ${header.CamelRedeliveryCounter} <= 3"))
                .redeliveryDelay(20) // where the service names no time of its own
                .asyncDelayedRedelivery()
                .end()
                .to("openrouter:completion?maxRetryAfter={{longest}}");
        // end::predicate[]
    }
}
