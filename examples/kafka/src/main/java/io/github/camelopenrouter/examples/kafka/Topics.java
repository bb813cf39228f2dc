package io.github.camelopenrouter.examples.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The topics of one application.
 *
 * @param jobs what is to be generated
 * @param retry jobs that failed and are to be tried again at a later moment
 * @param results one record for each job that was done
 * @param dead jobs that are given up, with the reason
 */
record Topics(String jobs, String retry, String results, String dead) {
    /** A cluster that does not answer for so long, in milliseconds, is not there. */
    private static final int PATIENCE = 15_000;

    static Topics of(String prefix) {
        return new Topics(prefix + ".jobs", prefix + ".jobs.retry", prefix + ".results", prefix + ".jobs.dead");
    }

    /**
     * Creates them.
     *
     * @param partitions of the jobs: no more lanes than these, all workers together, have something to do
     * @throws IllegalStateException if no broker answers there
     */
    void create(String brokers, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE))) {
            admin.createTopics(Stream.of(topic(jobs, partitions), topic(retry, 3), topic(results, 1), topic(dead, 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw noKafka(brokers, "no answer within " + PATIENCE / 1000 + " s");
            }
            throw e;
        } catch (KafkaException e) {
            // the client could not be made: its cause says why
            throw noKafka(
                    brokers,
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        }
    }

    private static IllegalStateException noKafka(String brokers, String why) {
        return new IllegalStateException("There is no Kafka at " + brokers + ": " + why);
    }

    /** Deletes them with everything in them. */
    void delete(String brokers) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            admin.deleteTopics(Stream.of(jobs, retry, results, dead).toList())
                    .all()
                    .get();
        }
    }

    /** With as many replicas as the cluster has by default. */
    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty());
    }
}
