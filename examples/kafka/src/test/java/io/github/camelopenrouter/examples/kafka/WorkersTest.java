package io.github.camelopenrouter.examples.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers in JVMs of their own, with one journal and one limit. */
class WorkersTest extends KafkaTestSupport {
    private final List<WorkerProcess> workers = new ArrayList<>();
    private JournalDatabase database;
    private Harvest harvest;

    @BeforeEach
    void openJournalAndHarvest() throws Exception {
        database = JournalDatabase.start();
        harvest = new Harvest(brokers(), topics);
    }

    @AfterEach
    void closeAll() {
        workers.forEach(WorkerProcess::kill);
        harvest.close();
        database.close();
    }

    @Override
    int partitions() {
        return 4;
    }

    @Test
    void what_a_killed_worker_had_in_flight_is_done_by_another_and_nothing_else_is_sent_again() throws Exception {
        Map<String, Boolean> hung = new ConcurrentHashMap<>();
        simulator.replyWith(
                request -> request.text().contains("long") && hung.putIfAbsent("", true) == null ? Reply.hang() : null);
        WorkerProcess killed = start("killed", "lanes=2", journal());
        send("short 1", "short 2", "long", "short 3");
        awaitOutcomes(harvest, 3);
        // a lane may have had the short ones first
        await().atMost(PATIENCE).until(() -> requests("long") == 1);

        killed.kill();
        start("other", "lanes=2", journal());
        awaitOutcomes(harvest, 4);

        assertThat(requests("long")).isEqualTo(2);
        assertThat(prompts()).hasSize(5);
        assertThat(harvest.results())
                .filteredOn(result -> result.job().equals("job-2"))
                .singleElement()
                .satisfies(result -> assertThat(result.worker()).isEqualTo("other"));
        assertThat(harvest.duplicates()).isZero();
        assertThat(database.answered().count()).isEqualTo(4);
        assertThat(database.answered().cost()).isEqualByComparingTo(simulator.billed());
    }

    @Test
    void a_job_that_is_on_the_topic_twice_is_paid_once() throws Exception {
        start("worker", "lanes=1", journal());
        send("once");
        awaitOutcomes(harvest, 1);

        send("once");
        await().atMost(PATIENCE).pollInSameThread().until(() -> {
            harvest.poll(Duration.ofMillis(100));
            return harvest.results().size() == 2;
        });

        assertThat(requests("once")).isOne();
        assertThat(harvest.results()).extracting(Harvest.Outcome::replayed).containsExactly(false, true);
        assertThat(harvest.results().get(1).value())
                .isEqualTo(harvest.results().get(0).value());
    }

    @Test
    void two_workers_together_keep_to_one_limit() throws Exception {
        int jobs = 16;
        List<Long> arrivals = new CopyOnWriteArrayList<>();
        simulator.replyWith(request -> {
            arrivals.add(System.nanoTime());
            return null;
        });
        List<Integer> ports = Ports.free(2);
        String one = "127.0.0.1:" + ports.get(0);
        String two = "127.0.0.1:" + ports.get(1);
        String rate = "requestsPerMinute=240";

        start("first", "lanes=2", rate, "members=" + one + "," + two);
        start("second", "lanes=2", rate, "members=" + two + "," + one);
        awaitOnePartitionEach();

        send(IntStream.range(0, jobs).mapToObj(i -> "job " + i).toArray(String[]::new));
        awaitOutcomes(harvest, jobs);

        // four a second, one that was saved up, and some that came late; each with a limit of its own would make it 16
        assertThat(Windows.most(arrivals.stream().sorted().toList(), Duration.ofSeconds(2)))
                .isLessThanOrEqualTo(4 * 2 + 1 + 3);
        assertThat(harvest.results().stream().map(Harvest.Outcome::worker).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("first", "second");
    }

    /** Until the lanes of all workers are there, and have as much to do. */
    private void awaitOnePartitionEach() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()))) {
            await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
                    .until(() -> {
                        List<Integer> shares = admin
                                .describeConsumerGroups(List.of(topics.jobs()))
                                .all()
                                .get()
                                .get(topics.jobs())
                                .members()
                                .stream()
                                .map(member ->
                                        member.assignment().topicPartitions().size())
                                .toList();
                        return shares.equals(Collections.nCopies(partitions(), 1));
                    });
        }
    }

    private WorkerProcess start(String name, String... more) throws IOException {
        WorkerProcess worker = WorkerProcess.start(settings(name, more), Map.of());
        workers.add(worker);
        return worker;
    }

    private String journal() {
        return "journal=" + database.url();
    }
}
