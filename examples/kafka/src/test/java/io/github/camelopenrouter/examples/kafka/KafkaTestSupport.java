package io.github.camelopenrouter.examples.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.awaitility.Awaitility.await;

/** One broker for all tests of the module; topics and a simulator for each. */
abstract class KafkaTestSupport {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Broker BROKER = broker();

    final String prefix = "test-" + UUID.randomUUID();
    final Topics topics = Topics.of(prefix);
    OpenRouterSimulator simulator;

    @BeforeEach
    void openTopicsAndSimulator() throws Exception {
        topics.create(brokers(), partitions());
        simulator = simulator();
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    /** Replaced by tests that need more. */
    int partitions() {
        return 1;
    }

    /** Replaced by tests that need another one. */
    OpenRouterSimulator simulator() {
        return OpenRouterSimulator.start();
    }

    static String brokers() {
        return BROKER.address();
    }

    WorkerSettings settings(String name, String... more) {
        String[] arguments = new String[5 + more.length];
        arguments[0] = "name=" + name;
        arguments[1] = "brokers=" + brokers();
        arguments[2] = "prefix=" + prefix;
        arguments[3] = "baseUrl=" + simulator.baseUrl();
        arguments[4] = "sessionTimeout=PT3S";
        System.arraycopy(more, 0, arguments, 5, more.length);
        return WorkerSettings.of(arguments);
    }

    /** Puts them on the topic of the jobs, as job-0, job-1 and so on. */
    void send(String... prompts) throws ExecutionException, InterruptedException {
        try (JobSender sender = new JobSender(brokers(), topics.jobs())) {
            for (int i = 0; i < prompts.length; i++) {
                sender.send("job-" + i, prompts[i]);
            }
        }
    }

    /** Waits until so many jobs have an outcome. */
    void awaitOutcomes(Harvest harvest, int jobs) {
        await().atMost(PATIENCE).pollInSameThread().until(() -> {
            harvest.poll(Duration.ofMillis(100));
            return harvest.jobs().size() >= jobs;
        });
    }

    /** How many records of that topic its group has committed. */
    static long committed(String topic, String group) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many requests brought that prompt to the simulator. */
    long requests(String prompt) {
        return prompts().stream().filter(prompt::equals).count();
    }

    /** The prompts of all requests, in order of arrival. */
    List<String> prompts() {
        return simulator.requests().stream()
                .map(request -> request.json().at("/messages/0/content").asText())
                .toList();
    }

    private static Broker broker() {
        try {
            return Broker.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
