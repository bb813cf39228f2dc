package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.store.GenerationJournal;

/** What becomes of jobs whose request was sent and not answered, with {@code --unanswered=park}. */
final class ReconcileRoutes extends RouteBuilder {
    private final GenerationJournal journal;

    ReconcileRoutes(GenerationJournal journal) {
        this.journal = journal;
    }

    @Override
    public void configure() {
        // what fails is rolled back
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
                .setVariable("id", header("generationId"))
                // free of charge, and into a variable: the job goes on as it is. The service learns of a generation
                // seconds to minutes after its end; until then this fails, and the broker comes again later
                .toV("openrouter:generation?synchronous=true&totalTimeout=20s", "id", "generation")
                .choice()
                .when(ReconcileRoutes::isFree)
                .process(this::forget)
                .to("jms:queue:jobs")
                .otherwise()
                // a human decides whether it shall be paid once more
                .process(ReconcileRoutes::tellCost)
                .to("jms:queue:dead");
        // end::route[]
    }

    /** What was paid, in US dollars; null if the service did not say. */
    private static BigDecimal cost(Exchange exchange) {
        return exchange.getVariable("generation", Generation.class).cost();
    }

    private static boolean isFree(Exchange exchange) {
        BigDecimal cost = cost(exchange);
        return cost != null && cost.signum() == 0;
    }

    private static void tellCost(Exchange exchange) {
        BigDecimal cost = cost(exchange);
        String paid = cost == null ? "It may have been paid" : cost.toPlainString() + " USD were paid";
        exchange.getMessage().setHeader("cause", paid + ", and the answer is lost");
    }

    /** Nothing was paid: the same job, as if it had never been sent. */
    private void forget(Exchange exchange) {
        String job = exchange.getMessage().getHeader("JMSCorrelationID", String.class);
        journal.forget(job);
        exchange.getMessage().setHeader("job", job);
    }
}
