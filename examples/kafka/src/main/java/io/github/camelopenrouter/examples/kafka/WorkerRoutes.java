package io.github.camelopenrouter.examples.kafka;

import java.time.Instant;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * A job from a topic becomes a record of exactly one other topic: a result, a retry or a dead letter. Only then is it committed.
 *
 * <p>One route is one lane: one consumer, one record at a time.
 */
final class WorkerRoutes extends RouteBuilder {
    static final String JOB = "direct:job";

    /**
     * Not the cooperative one: it hands out records in the middle of a rebalance, and Kafka refuses their commit. With this one a
     * rebalance waits for the jobs in flight instead.
     */
    private static final String ASSIGNOR = "org.apache.kafka.clients.consumer.StickyAssignor";

    private static final String TEXT_HEADERS =
            "#class:org.apache.camel.component.kafka.serde.ToStringKafkaHeaderDeserializer";

    private final WorkerSettings settings;
    private final String openrouter;
    private final Runnable out;

    /**
     * @param openrouter the endpoint that generates
     * @param out called by the thread of a lane when no job can be done any more: the key is refused, or there is no credit
     */
    WorkerRoutes(WorkerSettings settings, String openrouter, Runnable out) {
        this.settings = settings;
        this.openrouter = openrouter;
        this.out = out;
    }

    @Override
    public void configure() {
        Topics topics = settings.topics();
        Retries retries = new Retries(topics, settings.attempts(), settings.longestDelay(), out);

        // What fails here is neither the job's fault nor handled: the record is not committed, and comes again
        errorHandler(noErrorHandler());

        // The first to start is the last to stop: no lane ever runs without it
        // tag::job[]
        from(JOB)
                .routeId("job")
                .doTry()
                .process(this::identify)
                .to(openrouter)
                .process(this::tellResult)
                .doCatch(OpenRouterException.class, IllegalArgumentException.class)
                .process(retries)
                .end()
                .toD("kafka:${exchangeProperty." + Retries.TOPIC + "}?" + producer())
                .process(exchange -> exchange.getMessage()
                        .getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class)
                        .commit());
        // end::job[]

        // tag::lanes[]
        for (int lane = 0; lane < settings.lanes(); lane++) {
            from(consumer(
                            topics.jobs(),
                            "lane-" + lane,
                            PollInterval.of(settings).toMillis()))
                    .routeId("lane-" + lane)
                    .to(JOB);
        }
        from(consumer(topics.retry(), "retry", PollInterval.ofRetries(settings).toMillis()))
                .routeId("retry")
                .delay()
                .exchange(exchange -> Job.millisLeft(exchange.getMessage(), Instant.now()))
                .to(JOB);
        // end::lanes[]
    }

    // tag::consumer[]
    private String consumer(String topic, String lane, long pollIntervalMillis) {
        return "kafka:" + topic + "?brokers=" + settings.brokers()
                + "&groupId=" + topic
                + "&groupInstanceId=" + settings.name() + "-" + lane
                + "&sessionTimeoutMs=" + settings.sessionTimeout().toMillis()
                + "&heartbeatIntervalMs=" + settings.sessionTimeout().toMillis() / 3
                + "&partitionAssignor=" + ASSIGNOR
                + "&autoOffsetReset=earliest"
                + "&maxPollRecords=" + PollInterval.RECORDS
                + "&maxPollIntervalMs=" + pollIntervalMillis
                + "&allowManualCommit=true"
                + "&autoCommitEnable=false"
                + "&commitTimeoutMs=" + PollInterval.COMMIT.toMillis()
                + "&breakOnFirstError=true"
                + "&pollTimeoutMs=500"
                + "&shutdownTimeout=" + settings.totalTimeout().toMillis()
                + "&headerDeserializer=" + TEXT_HEADERS;
    }
    // end::consumer[]

    private String producer() {
        return "brokers=" + settings.brokers()
                + "&deliveryTimeoutMs=" + PollInterval.PUBLISHING.toMillis()
                + "&requestTimeoutMs=" + PollInterval.PUBLISHING.toMillis() / 3;
    }

    private void identify(Exchange exchange) {
        Message message = exchange.getMessage();
        Job job = Job.of(message);
        message.setHeader(Job.ID, job.id());
        message.setHeader(Job.ATTEMPT, String.valueOf(job.attempt()));
        message.setHeader(Job.WORKER, settings.name());
        message.removeHeader(Job.RETRY_AT);
        message.removeHeader(Job.ERROR);
        message.setHeader(OpenRouterConstants.JOURNAL_KEY, job.id());
    }

    private void tellResult(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader(Job.COST, message.getHeader(OpenRouterConstants.COST, String.class));
        message.setHeader(Job.GENERATION_ID, message.getHeader(OpenRouterConstants.RESPONSE_ID, String.class));
        message.setHeader(Job.REPLAYED, message.getHeader(OpenRouterConstants.REPLAYED, false, String.class));
        exchange.setProperty(Retries.TOPIC, settings.topics().results());
    }
}
