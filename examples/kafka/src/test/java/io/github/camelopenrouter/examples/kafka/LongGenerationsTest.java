package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.util.stream.IntStream;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Eight jobs that take longer together than a consumer may stay away from poll(). */
class LongGenerationsTest extends KafkaTestSupport {
    private static final Duration GENERATION = Duration.ofMillis(250);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(750);
    private static final int JOBS = 8;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stopCamel() {
        // eight records at a time would be eight more generations to wait for
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
    }

    @Override
    OpenRouterSimulator simulator() {
        return OpenRouterSimulator.builder().thinkingTime(GENERATION).start();
    }

    @Test
    void all_records_of_one_long_poll_are_generated_and_paid_again() throws Exception {
        send(jobs());

        consume("");

        await().atMost(PATIENCE).until(() -> requests("job 0") > 1);

        assertThat(committed(topics.jobs(), topics.jobs())).isZero();
    }

    @Test
    void one_record_a_poll_is_generated_once() throws Exception {
        send(jobs());

        consume("&maxPollRecords=1");

        await().atMost(PATIENCE).until(() -> committed(topics.jobs(), topics.jobs()) == JOBS);
        assertThat(prompts()).containsExactly(jobs());
    }

    private static String[] jobs() {
        return IntStream.range(0, JOBS).mapToObj(i -> "job " + i).toArray(String[]::new);
    }

    /** With nothing but the poll interval scaled down; 500 records a poll and automatic commits are the defaults. */
    private void consume(String options) throws Exception {
        OpenRouterComponent openrouter = new OpenRouterComponent();
        openrouter.getConfiguration().setApiKey("any");
        openrouter.getConfiguration().setBaseUrl(simulator.baseUrl());
        camel.addComponent("openrouter", openrouter);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kafka:" + topics.jobs() + "?brokers=" + brokers() + "&groupId=" + topics.jobs()
                                + "&autoOffsetReset=earliest&autoCommitIntervalMs=100&pollTimeoutMs=200"
                                + "&sessionTimeoutMs=1500&heartbeatIntervalMs=300"
                                + "&maxPollIntervalMs=" + POLL_INTERVAL.toMillis() + options)
                        .to("openrouter:completion");
            }
        });
        camel.start();
    }
}
