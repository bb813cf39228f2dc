package io.github.camelopenrouter.integration.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A part of the long run, the same each time. */
class FuzzTest {
    private static final long SEED = 20261125;
    private static final int CALLS = 20_000;

    @Test
    void every_one_of_20_000_damaged_answers_ends_its_call_once_and_leaves_nothing_behind() throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        FuzzRun run = new FuzzRun(new PrintStream(lines, true, StandardCharsets.UTF_8));
        run.run(SEED, 0, CALLS);
        assertThat(run.faults().list())
                .as(lines.toString(StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(run.answers()).isGreaterThanOrEqualTo(CALLS);
    }
}
