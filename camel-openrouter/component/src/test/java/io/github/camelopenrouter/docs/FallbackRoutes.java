package io.github.camelopenrouter.docs;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.loadbalancer.FailOverLoadBalancer;

import io.github.camelopenrouter.error.OpenRouterException;

/** Another model when one fails, and never a second bill for the first. */
final class FallbackRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::server[]
        from("direct:server")
                .to("openrouter:completion?model=acme/new&models=openai/gpt-4o-mini")
                .log("answered by ${header.CamelOpenRouterResponseModel}");
        // end::server[]

        // tag::balancer[]
        from("direct:failover")
                .errorHandler(noErrorHandler())
                .loadBalance(new RetryableFailover())
                .to("openrouter:completion?model=openai/gpt-4o-mini&responseTimeout={{patience}}")
                .to("openrouter:completion?model=anthropic/claude-3-haiku&responseTimeout={{patience}}")
                .end();
        // end::balancer[]

        // tag::try[]
        from("direct:try")
                .doTry()
                .to("openrouter:completion?model=openai/gpt-4o-mini&responseTimeout={{patience}}")
                .doCatch(OpenRouterException.class)
                .onWhen(simple("${exception.retryable}"))
                .to("openrouter:completion?model=anthropic/claude-3-haiku&responseTimeout={{patience}}")
                .end();
        // end::try[]
    }

    // tag::failover[]
    /** Goes on to the next only where that cannot pay twice. A list of exception classes cannot say that. */
    static final class RetryableFailover extends FailOverLoadBalancer {
        @Override
        protected boolean shouldFailOver(Exchange exchange) {
            return exchange.getException() instanceof OpenRouterException failure && failure.isRetryable();
        }
    }
    // end::failover[]
}
