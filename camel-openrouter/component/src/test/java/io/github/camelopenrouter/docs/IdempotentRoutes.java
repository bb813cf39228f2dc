package io.github.camelopenrouter.docs;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.IdempotentRepository;

/** A filter for messages that come twice; what a crash makes of it depends on one option. */
final class IdempotentRoutes extends RouteBuilder {
    private final IdempotentRepository repository;

    IdempotentRoutes(IdempotentRepository repository) {
        this.repository = repository;
    }

    @Override
    public void configure() {
        // tag::eager[]
        from("direct:at-most-once")
                .idempotentConsumer(header("order"), repository) // eager: the key is kept before the work
                .to("openrouter:completion")
                .to("mock:answered")
                .end();
        // end::eager[]

        // tag::lazy[]
        from("direct:at-least-once")
                .idempotentConsumer(header("order"), repository)
                .eager(false) // the key is kept after the work
                .to("openrouter:completion")
                .to("mock:answered")
                .end();
        // end::lazy[]
    }
}
