package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.UnansweredGenerationException;

/** From {@code jobs} to {@code results}, {@code dead} or {@code reconcile}. */
final class WorkerRoutes extends RouteBuilder {
    private final WorkerSettings settings;
    private final Consumer<String> giveUp;

    /** @param giveUp told why no job can be answered any more */
    WorkerRoutes(WorkerSettings settings, Consumer<String> giveUp) {
        this.settings = settings;
        this.giveUp = giveUp;
    }

    @Override
    public void configure() {
        failures();

        // tag::route[]
        from("jms:queue:jobs?disableReplyTo=true&concurrentConsumers=" + settings.consumers())
                .routeId("worker")
                .process(WorkerRoutes::identify)
                .to("openrouter:completion"
                        // A JMS session belongs to one thread, but an asynchronous call ends on another one. There
                        // the result would be sent in a session of its own, and stay even if this one is rolled
                        // back. So this waits: taking the job and sending its result are one transaction
                        + "?synchronous=true"
                        // what one question and its answer can cost
                        + "&maxRequestBytes=50000&maxTokens=120"
                        // what all workers together may spend; they share the database
                        + "&budgetStore=#budgets&budget=" + settings.budget()
                        // what this worker sends. As many as it has consumers are in flight, so this never waits
                        + "&requestsPerMinute=" + settings.requestsPerMinute()
                        + "&maxInFlight=" + settings.consumers()
                        // a busy service is asked again while the job is held, where that cannot pay twice
                        + "&maxRetries=2&maxRetryAfter=10s"
                        // shorter than the shutdown timeout, so that a worker that stops finishes what it has
                        + "&totalTimeout=60s"
                        // a job that comes again gets the answer that was paid for. One that was sent and never
                        // answered waits for the end of the lease that its dead worker no longer renews
                        + "&journal=#journal&journalLease=5s&unanswered=" + settings.unanswered()
                        // sent again it is answered from OpenRouter's cache, and not billed. That makes it safe to
                        // repeat, maxRetries does so as well: not where nothing shall be sent a second time
                        + (settings.parks() ? "" : "&responseCache=true&responseCacheTtl=1h"))
                .process(WorkerRoutes::tell)
                .to("jms:queue:results");
        // end::route[]
    }

    private void failures() {
        // tag::failures[]
        // Camel makes no second attempt: it would hold session and thread meanwhile, and its attempts would
        // multiply with those of maxRetries and of the broker. What is not handled below is rolled back, and the
        // broker delivers it again, later, perhaps to another worker
        errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));

        // Not this job's fault, and the next one would fare the same: roll back, and take no more
        onException(AuthenticationException.class, InsufficientCreditsException.class, BudgetExceededException.class)
                .process(exchange -> giveUp.accept(failure(exchange).getMessage()));

        // It fails the same way however often it is delivered: put away with the reason, in the transaction that
        // takes it from the queue. If it cannot be put away, it is not taken either
        onException(OpenRouterException.class)
                .onWhen(exchange -> isPoison(failure(exchange)))
                .handled(true)
                .useOriginalMessage()
                .process(WorkerRoutes::tellCause)
                .to("jms:queue:dead");

        // With unanswered=park: perhaps paid, and not sent again
        onException(UnansweredGenerationException.class)
                .handled(true)
                .useOriginalMessage()
                .process(WorkerRoutes::tellCause)
                .to("jms:queue:reconcile");
        // end::failures[]
    }

    private static OpenRouterException failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OpenRouterException.class);
    }

    /** Whether it was refused for what it is. What may have been paid is no poison. */
    private static boolean isPoison(OpenRouterException failure) {
        return !failure.isRetryable()
                && (failure.getOutcome() == Outcome.NOT_SENT || failure.getOutcome() == Outcome.REJECTED);
    }

    // tag::headers[]
    /** The sender's own id for the job, if it has one; the broker's id of the message otherwise. */
    private static String id(Message job) {
        return job.getHeader("job", job.getHeader("JMSMessageID"), String.class);
    }

    private static void identify(Exchange exchange) {
        Message job = exchange.getMessage();
        String id = id(job);
        // the same whenever the broker delivers this message, and for no other message
        job.setHeader(OpenRouterConstants.JOURNAL_KEY, id);
        // a part of the request: jobs with the same prompt do not share an answer in the response cache
        job.setHeader(OpenRouterConstants.METADATA, Map.of("job", id));
        job.setHeader("JMSCorrelationID", id);
        String model = job.getHeader("model", String.class);
        if (model != null) {
            job.setHeader(OpenRouterConstants.MODEL, model);
        }
    }

    private static void tell(Exchange exchange) {
        Message result = exchange.getMessage();
        result.setHeader("model", result.getHeader(OpenRouterConstants.RESPONSE_MODEL));
        result.setHeader("generationId", result.getHeader(OpenRouterConstants.RESPONSE_ID));
        result.setHeader("cacheStatus", result.getHeader(OpenRouterConstants.CACHE_STATUS));
        result.setHeader("replayed", result.getHeader(OpenRouterConstants.REPLAYED, false, Boolean.class));
        BigDecimal cost = result.getHeader(OpenRouterConstants.COST, BigDecimal.class);
        if (cost != null) {
            result.setHeader("cost", cost.toPlainString()); // JMS has no decimal numbers
        }
    }
    // end::headers[]

    private static void tellCause(Exchange exchange) {
        OpenRouterException cause = failure(exchange);
        Message message = exchange.getMessage();
        message.setHeader("JMSCorrelationID", id(message));
        message.setHeader("cause", cause.getMessage());
        message.setHeader("errorType", cause.getErrorType());
        message.setHeader("outcome", cause.getOutcome().name());
        message.setHeader("generationId", cause.getGenerationId());
    }
}
