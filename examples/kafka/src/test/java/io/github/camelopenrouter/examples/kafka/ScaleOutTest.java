package io.github.camelopenrouter.examples.kafka;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScaleOutTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void every_job_has_an_outcome_though_a_worker_is_killed() {
        int status =
                run("--jobs", "20", "--requests-per-minute", "300", "--bootstrap-servers", KafkaTestSupport.brokers());

        assertThat(out()).contains("worker-3 joins", "worker-1 is killed with");
        assertThat(out()).contains("paid in vain", "the shared limit of 300 a minute");
        assertThat(err()).isEmpty();
        assertThat(status).as(out()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--job 3",
                "--jobs",
                "--jobs 0",
                "--jobs many",
                "--jobs 3",
                "--requests-per-minute 1.5",
                "--bootstrap-servers nowhere",
                "--bootstrap-servers localhost:99999"
            })
    void wrong_input_ends_with_one_line(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(ScaleOut.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains(arguments.split(" ")[0]);
        assertThat(out()).isEmpty();
    }

    @Test
    void a_kafka_that_cannot_be_found_ends_with_one_line_that_names_it() {
        assertThat(run("--bootstrap-servers", "no-such-host.invalid:9092")).isEqualTo(ScaleOut.FAILED);

        assertThat(err().lines()).singleElement().asString().contains("no Kafka at no-such-host.invalid:9092");
    }

    private int run(String... arguments) {
        return new ScaleOut(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Duration.ofSeconds(3),
                        name -> null)
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
