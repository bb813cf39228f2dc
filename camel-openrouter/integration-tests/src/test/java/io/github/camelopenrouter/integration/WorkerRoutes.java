package io.github.camelopenrouter.integration;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.UnansweredGenerationException;

/** The way of a job in one arrangement, from its queue to that of the results. */
final class WorkerRoutes extends RouteBuilder {
    private final Arrangement arrangement;
    private final Checkpoints checkpoints;

    WorkerRoutes(Arrangement arrangement, Checkpoints checkpoints) {
        this.arrangement = arrangement;
        this.checkpoints = checkpoints;
    }

    @Override
    public void configure() {
        String jms = arrangement.isTransacted() ? "jms" : "plain";
        // tag::route[]
        errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));
        onException(UnansweredGenerationException.class)
                .handled(true)
                .useOriginalMessage()
                .process(WorkerRoutes::tellGeneration)
                .to(jms + ":queue:" + arrangement.parked());

        from(jms + ":queue:" + arrangement.jobs())
                .routeId(arrangement.name())
                .process(WorkerRoutes::identify)
                .process(checkpoint(KillPoint.BEFORE_ROW))
                .process(this::beforeRequest)
                // synchronous=true: the result is to be sent by the thread that has the session of the job
                .to(arrangement.endpoint())
                .process(checkpoint(KillPoint.BEFORE_RESULT))
                .to(jms + ":queue:" + arrangement.results())
                .process(checkpoint(KillPoint.BEFORE_COMMIT));
        // end::route[]
    }

    private Processor checkpoint(KillPoint point) {
        return exchange -> checkpoints.pass(point, arrangement);
    }

    /** Where there is a journal it halts itself, after it has written its row. */
    private void beforeRequest(Exchange exchange) {
        if (!arrangement.hasJournal()) {
            checkpoints.pass(KillPoint.BEFORE_REQUEST, arrangement);
        }
    }

    /** What is the same for each delivery of a job, and for no other job. */
    private static void identify(Exchange exchange) {
        Message job = exchange.getMessage();
        job.setHeader("JMSCorrelationID", job.getHeader("JMSMessageID"));
        job.setHeader(OpenRouterConstants.JOURNAL_KEY, job.getHeader("JMSMessageID"));
    }

    private static void tellGeneration(Exchange exchange) {
        OpenRouterException cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OpenRouterException.class);
        exchange.getMessage().setHeader(Broker.GENERATION, cause.getGenerationId());
    }
}
