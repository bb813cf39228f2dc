package io.github.camelopenrouter.examples.messagequeue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the processes that are started by hand say when they cannot do what they are told. */
class ProcessesTest {
    private static final String NOBODY = "tcp://localhost:1";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final PrintStream toErr = new PrintStream(err, true, StandardCharsets.UTF_8);

    @Test
    void a_worker_with_an_address_that_is_none_ends_with_one_line() {
        assertThat(new Worker().run(toErr, "--broker=nowhere")).isEqualTo(Terminal.MISUSED);

        assertThat(err()).contains("--broker is nowhere");
    }

    @Test
    void a_worker_without_a_broker_ends_with_one_line() {
        assertThat(new Worker().run(toErr, "--broker=" + NOBODY, "--database=jdbc:h2:mem:none"))
                .isEqualTo(Terminal.FAILED);

        assertThat(err()).contains("connect");
    }

    @Test
    void a_worker_that_shall_do_the_impossible_ends_with_one_line() {
        assertThat(new Worker().run(toErr, "--unanswered=forget")).isEqualTo(Terminal.MISUSED);

        assertThat(err()).contains("--unanswered", "regenerate, park");
    }

    @Test
    void jobs_without_a_broker_are_told_in_one_line() {
        assertThat(Jobs.run(to, toErr, "--broker=" + NOBODY)).isEqualTo(Terminal.FAILED);

        assertThat(err()).contains("connect");
    }

    @Test
    void a_broker_with_a_bad_port_ends_with_one_line() {
        assertThat(Surroundings.run(to, toErr, "--folder=" + folder, "--database-port=-1"))
                .isEqualTo(Terminal.MISUSED);

        assertThat(err()).contains("--database-port");
    }

    private String err() {
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        return text;
    }
}
