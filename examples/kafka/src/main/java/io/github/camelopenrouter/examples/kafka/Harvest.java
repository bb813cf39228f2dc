package io.github.camelopenrouter.examples.kafka;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads results and dead letters from their beginning. Not thread-safe; whoever opens it closes it.
 *
 * <p>A result can be there twice, from a worker that died between publishing and committing. So whoever reads results counts job ids,
 * not records.
 */
final class Harvest implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final Topics topics;
    private final List<Outcome> results = new ArrayList<>();
    private final List<Outcome> deadLetters = new ArrayList<>();

    /**
     * One record of either topic.
     *
     * @param worker that published it
     * @param cost in US dollars; null where unknown or where it is a dead letter
     * @param replayed whether the answer came from the journal
     * @param error why it is a dead letter; null for a result
     */
    record Outcome(
            String job, String worker, int attempt, BigDecimal cost, boolean replayed, String error, String value) {
        private static Outcome of(ConsumerRecord<String, String> letter) {
            String cost = text(letter, Job.COST);
            String attempt = text(letter, Job.ATTEMPT);
            return new Outcome(
                    text(letter, Job.ID),
                    text(letter, Job.WORKER),
                    attempt == null ? 0 : Integer.parseInt(attempt),
                    cost == null ? null : new BigDecimal(cost),
                    Boolean.parseBoolean(text(letter, Job.REPLAYED)),
                    text(letter, Job.ERROR),
                    letter.value());
        }

        private static String text(ConsumerRecord<String, String> letter, String name) {
            Header header = letter.headers().lastHeader(name);
            return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }

    Harvest(String brokers, Topics topics) {
        this.topics = topics;
        // no group: nothing is committed, and nobody else is disturbed
        consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> both =
                List.of(new TopicPartition(topics.results(), 0), new TopicPartition(topics.dead(), 0));
        consumer.assign(both);
        consumer.seekToBeginning(both);
    }

    /** Reads what has come, and waits that long if nothing has. */
    void poll(Duration timeout) {
        for (ConsumerRecord<String, String> letter : consumer.poll(timeout)) {
            (letter.topic().equals(topics.dead()) ? deadLetters : results).add(Outcome.of(letter));
        }
    }

    /** In order of arrival, with duplicates. */
    List<Outcome> results() {
        return List.copyOf(results);
    }

    /** In order of arrival, with duplicates. */
    List<Outcome> deadLetters() {
        return List.copyOf(deadLetters);
    }

    /** The jobs that have a result or a dead letter. */
    Set<String> jobs() {
        Set<String> jobs = new HashSet<>();
        results.forEach(result -> jobs.add(result.job()));
        deadLetters.forEach(letter -> jobs.add(letter.job()));
        return jobs;
    }

    /** Results beyond the first of each job. */
    int duplicates() {
        return results.size()
                - (int) results.stream().map(Outcome::job).distinct().count();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
