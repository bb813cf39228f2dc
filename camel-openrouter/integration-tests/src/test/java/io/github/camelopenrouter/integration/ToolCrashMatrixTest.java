package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static io.github.camelopenrouter.integration.ToolOutcome.answered;
import static io.github.camelopenrouter.integration.ToolOutcome.parked;
import static org.assertj.core.api.Assertions.assertThat;

/** What jobs come to in which a model uses a tool, when their worker is killed and another one takes over. */
class ToolCrashMatrixTest {
    /** By {@link ToolArrangement}, in its order. */
    private static final List<Row> ROWS = List.of(
            new Row(ToolKillPoint.NEVER, answered(2, 2, 1), answered(2, 2, 1), answered(2, 2, 1), answered(2, 2, 1)),
            new Row(ToolKillPoint.IN_TOOL, answered(3, 3, 2), parked(1, 1, 1), answered(2, 2, 2), answered(2, 2, 1)),
            new Row(
                    ToolKillPoint.BETWEEN_ROUNDS,
                    answered(3, 3, 2),
                    answered(2, 2, 1),
                    answered(2, 2, 1),
                    answered(2, 2, 1)),
            // the second of three requests is answered by the response cache
            new Row(ToolKillPoint.IN_ROUND, answered(4, 4, 2), parked(2, 2, 1), answered(3, 2, 1), answered(3, 2, 1)));

    private static ToolStage stage;

    record Row(ToolKillPoint end, List<ToolOutcome> outcomes) {
        Row(ToolKillPoint end, ToolOutcome... outcomes) {
            this(end, List.of(outcomes));
        }

        @Override
        public String toString() {
            return end.title();
        }
    }

    @BeforeAll
    static void setStage() throws Exception {
        stage = new ToolStage();
    }

    @AfterAll
    static void closeStage() throws IOException, SQLException {
        stage.close();
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void a_job_with_a_tool_whose_worker_is_killed_comes_to_what_the_table_says(Row row) throws Exception {
        Map<ToolArrangement, ToolOutcome> expected = new EnumMap<>(ToolArrangement.class);
        for (ToolArrangement arrangement : ToolArrangement.values()) {
            expected.put(arrangement, row.outcomes().get(arrangement.ordinal()));
        }

        assertThat(stage.outcomes(row.end())).isEqualTo(expected);
    }

    @Test
    void the_table_of_tools_has_a_row_for_each_point() {
        assertThat(ROWS).extracting(Row::end).containsExactly(ToolKillPoint.values());
    }

    @Test
    void the_page_shows_the_table_of_tools() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.concat(
                        Stream.of("The worker is killed"),
                        Arrays.stream(ToolArrangement.values()).map(ToolArrangement::title))
                .toList());
        for (Row row : ROWS) {
            rows.add(Stream.concat(
                            Stream.of(row.end().title()),
                            row.outcomes().stream().map(ToolOutcome::title))
                    .toList());
        }

        PageTable.assertShown("tool crash table", rows);
    }
}
