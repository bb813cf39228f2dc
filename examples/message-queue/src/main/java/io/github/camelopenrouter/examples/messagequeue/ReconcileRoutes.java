package io.github.camelopenrouter.examples.messagequeue;

import java.io.IOException;
import java.math.BigDecimal;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.journal.GenerationJournal;

/** What becomes of jobs whose request was sent and not answered, with {@code --unanswered=park}. */
final class ReconcileRoutes extends RouteBuilder {
    private static final String PAID = "paid";

    private final Generations generations;
    private final GenerationJournal journal;

    ReconcileRoutes(Generations generations, GenerationJournal journal) {
        this.generations = generations;
        this.journal = journal;
    }

    @Override
    public void configure() {
        // the service learns of a generation seconds to minutes after its end: roll back, the broker comes again later
        errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));

        // tag::route[]
        from("jms:queue:reconcile?disableReplyTo=true")
                .routeId("reconcile")
                .choice()
                .when(header("generationId").isNull())
                // the connection broke before the service named it: nobody can be asked
                .setHeader("cause", constant("It was sent and not answered, and may have been paid"))
                .to("jms:queue:dead")
                .otherwise()
                .process(this::look)
                .choice()
                // not isGreaterThan: Camel compares such numbers by their whole part first
                .when(exchange -> exchange.getProperty(PAID, BigDecimal.class).signum() > 0)
                // a human decides whether it shall be paid once more
                .setHeader("cause", simple("${exchangeProperty.paid} USD were paid, and the answer is lost"))
                .to("jms:queue:dead")
                .otherwise()
                .process(this::forget)
                .to("jms:queue:jobs");
        // end::route[]
    }

    private void look(Exchange exchange) throws IOException, InterruptedException {
        String id = exchange.getMessage().getHeader("generationId", String.class);
        exchange.setProperty(PAID, generations.cost(id));
    }

    /** Nothing was paid: the same job, as if it had never been sent. */
    private void forget(Exchange exchange) {
        String job = exchange.getMessage().getHeader("JMSCorrelationID", String.class);
        journal.forget(job);
        exchange.getMessage().setHeader("job", job);
    }
}
