package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Jobs that cannot be done, between others that can. */
class PoisonTest extends KafkaTestSupport {
    private static final String POISON = "poison";
    private static final int ATTEMPTS = 3;

    private Harvest harvest;

    @BeforeEach
    void openHarvest() {
        harvest = new Harvest(brokers(), topics);
        simulator.replyWith(request -> request.text().contains(POISON)
                ? Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"No instance is up\"}}")
                : null);
    }

    @AfterEach
    void closeHarvest() {
        harvest.close();
    }

    @Test
    void a_job_that_always_fails_is_tried_as_often_as_allowed_and_ends_as_one_dead_letter() throws Exception {
        send("first", POISON, "last");

        run(3);

        assertThat(requests(POISON)).isEqualTo(ATTEMPTS);
        assertThat(harvest.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.job()).isEqualTo("job-1");
            assertThat(letter.attempt()).isEqualTo(ATTEMPTS);
            assertThat(letter.error()).contains("No instance is up");
            assertThat(letter.value()).isEqualTo(POISON);
        });
    }

    @Test
    void jobs_before_and_behind_it_are_generated_once() throws Exception {
        send("first", POISON, "last");

        run(3);

        assertThat(requests("first")).isOne();
        assertThat(requests("last")).isOne();
        assertThat(harvest.results()).extracting(Harvest.Outcome::job).containsExactly("job-0", "job-2");
    }

    @Test
    void a_job_that_no_attempt_can_help_is_a_dead_letter_at_once() throws Exception {
        send(" ", "fine");

        run(2);

        assertThat(prompts()).containsExactly("fine");
        assertThat(harvest.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempt()).isOne();
            assertThat(letter.error()).contains("no prompt");
        });
    }

    @Test
    void a_refused_key_ends_the_worker_and_makes_no_dead_letters() throws Exception {
        simulator.replyWith(request -> Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"User not found.\"}}"));
        send("first", "second");

        try (WorkerProcess worker = WorkerProcess.start(settings("worker", "lanes=1"), Map.of())) {
            assertThat(worker.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(worker.process().exitValue()).isEqualTo(Worker.OUT);
        }

        assertThat(committed(topics.jobs(), topics.jobs())).isZero();
        harvest.poll(Duration.ofMillis(500));
        assertThat(harvest.jobs()).isEmpty();
    }

    private void run(int jobs) throws Exception {
        try (Worker worker = new Worker(settings("worker", "lanes=1", "attempts=" + ATTEMPTS, "longestDelay=PT0.2S"))) {
            worker.start();
            awaitOutcomes(harvest, jobs);
            await().atMost(PATIENCE).until(() -> committed(topics.jobs(), topics.jobs()) == jobs);
        }
    }
}
