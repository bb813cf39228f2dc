package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

/** From {@code jobs} to {@code results}, or to {@code dead}. */
final class WorkerRoutes extends RouteBuilder {
    private final WorkerSettings settings;
    private final Consumer<String> giveUp;

    /**
     * @param giveUp told why no job can be answered any more
     */
    WorkerRoutes(WorkerSettings settings, Consumer<String> giveUp) {
        this.settings = settings;
        this.giveUp = giveUp;
    }

    @Override
    public void configure() {
        // tag::failures[]
        // Camel makes no second attempt of its own: the transaction would stay open meanwhile, and its attempts, those
        // of the
        // broker and those of maxRetries would multiply. Every failure that is not handled below rolls back, and the
        // broker delivers again, later, perhaps to another worker
        errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));

        // Not this job's fault, and the next one would fare the same: roll back, and take no more
        onException(AuthenticationException.class, InsufficientCreditsException.class)
                .process(exchange -> giveUp.accept(failure(exchange).getMessage()));

        // It fails the same way however often it is delivered: put away, with the reason, in the transaction that takes
        // it from the queue. If it cannot be put away it is not taken either
        onException(OpenRouterException.class)
                .onWhen(exchange -> isPoison(failure(exchange)))
                .handled(true)
                .useOriginalMessage()
                .process(WorkerRoutes::tellCause)
                .to("jms:queue:dead");
        // end::failures[]

        // tag::route[]
        from("jms:queue:jobs?disableReplyTo=true&concurrentConsumers=" + settings.consumers())
                .routeId("worker")
                .process(WorkerRoutes::identify)
                // A JMS session belongs to one thread, but an asynchronous call ends on another one, where the result
                // would
                // be sent in a session of its own: kept even if this one is rolled back. synchronous=true waits
                // here, so that taking the job and sending its result are one transaction
                .to("direct:generate?synchronous=true")
                .process(WorkerRoutes::tellCost)
                .to("jms:queue:results");
        // end::route[]

        // tag::generate[]
        from("direct:generate?synchronous=true")
                // fails into the route above, which knows what to do
                .errorHandler(noErrorHandler())
                .to("openrouter:completion"
                        + "?maxTokens=120" // bounds what one answer costs
                        + "&maxRequestBytes=50000" // and this, what one question does
                        + "&totalTimeout=60s" // shorter than the shutdown timeout
                        // a busy service is asked again at once, without giving the job back; only where that cannot
                        // pay twice
                        + "&maxRetries=2&maxRetryAfter=10s"
                        // a request that is repeated is answered from OpenRouter's cache, and not billed again
                        + "&responseCache=true&responseCacheTtl=1h");
        // end::generate[]
    }

    private static OpenRouterException failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OpenRouterException.class);
    }

    /** Whatever was sent was refused for what it is; what may have been paid is not put away. */
    private static boolean isPoison(OpenRouterException failure) {
        return !failure.isRetryable()
                && (failure.getOutcome() == Outcome.NOT_SENT || failure.getOutcome() == Outcome.REJECTED);
    }

    // tag::headers[]
    /** Headers that begin with Camel are never taken from a message, nor written into one: what is to be is copied by name. */
    private static void identify(Exchange exchange) {
        Message job = exchange.getMessage();
        String id = job.getHeader("JMSMessageID", String.class);
        // the same for each delivery of this message, and for no other message
        job.setHeader("JMSCorrelationID", id);
        // a part of the request: two jobs with the same prompt are two requests for the response cache
        job.setHeader(OpenRouterConstants.METADATA, Map.of("job", id));
        String model = job.getHeader("model", String.class);
        if (model != null) {
            job.setHeader(OpenRouterConstants.MODEL, model);
        }
    }

    private static void tellCost(Exchange exchange) {
        Message result = exchange.getMessage();
        result.setHeader("model", result.getHeader(OpenRouterConstants.RESPONSE_MODEL));
        result.setHeader("generationId", result.getHeader(OpenRouterConstants.RESPONSE_ID));
        BigDecimal cost = result.getHeader(OpenRouterConstants.COST, BigDecimal.class);
        if (cost != null) {
            result.setHeader("cost", cost.toPlainString());
        }
    }
    // end::headers[]

    private static void tellCause(Exchange exchange) {
        OpenRouterException cause = failure(exchange);
        Message dead = exchange.getMessage();
        dead.setHeader("JMSCorrelationID", dead.getHeader("JMSMessageID"));
        dead.setHeader("cause", cause.getMessage());
        dead.setHeader("errorType", cause.getErrorType());
        dead.setHeader("outcome", cause.getOutcome().name());
        dead.setHeader("generationId", cause.getGenerationId());
    }
}
