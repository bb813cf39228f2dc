package io.github.camelopenrouter.examples.kafka;

import java.time.Instant;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * What the headers of a record say about a job. Their names are plain: names that begin with {@code Camel} never get through Kafka.
 *
 * @param id the same in every topic and at every attempt
 * @param attempt 1 for the first
 */
record Job(String id, int attempt) {
    static final String ID = "job-id";
    static final String ATTEMPT = "attempt";

    /** Moment before which a retry must not begin: milliseconds since 1970. */
    static final String RETRY_AT = "retry-at";

    static final String WORKER = "worker";
    static final String ERROR = "error";
    static final String COST = "cost";
    static final String GENERATION_ID = "generation-id";
    static final String REPLAYED = "replayed";

    /**
     * Reads a record that camel-kafka received. One without an id is named after its place, which holds as long as it stays there: the
     * name goes with it into the retry topic.
     *
     * @throws IllegalArgumentException if the number of attempts is none
     */
    static Job of(Message message) {
        String id = message.getHeader(ID, String.class);
        String attempt = message.getHeader(ATTEMPT, String.class);
        return new Job(
                id == null || id.isBlank() ? place(message) : id,
                attempt == null ? 1 : Numbers.positive(ATTEMPT, attempt));
    }

    /** How many milliseconds are left until the moment of a retry; 0 if it has come, or if the record names none. */
    static long millisLeft(Message message, Instant now) {
        String moment = message.getHeader(RETRY_AT, String.class);
        try {
            return moment == null ? 0 : Math.max(0, Long.parseLong(moment) - now.toEpochMilli());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String place(Message message) {
        return message.getHeader(KafkaConstants.TOPIC) + "-" + message.getHeader(KafkaConstants.PARTITION) + "-"
                + message.getHeader(KafkaConstants.OFFSET);
    }
}
