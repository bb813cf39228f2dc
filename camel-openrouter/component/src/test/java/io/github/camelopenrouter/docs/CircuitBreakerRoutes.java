package io.github.camelopenrouter.docs;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.RateLimitException;

/** Resilience4j with numbers for calls that are few, long and paid. */
final class CircuitBreakerRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::route[]
        from("direct:ask")
                .circuitBreaker()
                .resilience4jConfiguration()
                .minimumNumberOfCalls(5) // of 100: a hundred generations before it first looks
                .slidingWindowType("TIME_BASED")
                .slidingWindowSize(60)
                .permittedNumberOfCallsInHalfOpenState(1) // of 10: ten paid probes
                .ignoreException(
                        InvalidRequestException.class,
                        ModelUnavailableException.class,
                        PermissionDeniedException.class,
                        AuthenticationException.class,
                        InsufficientCreditsException.class,
                        RateLimitException.class)
                .end()
                .to("openrouter:completion?totalTimeout=2m") // this, not timeoutEnabled
                .onFallback()
                .setBody(constant("Ask again later"))
                .end();
        // end::route[]
    }
}
