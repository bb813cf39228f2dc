package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What jobs come to when their worker is killed, and another one takes over. */
class CrashMatrixTest {
    private static final List<CrashTable.Row> ROWS = CrashTable.ROWS;
    private static final Path PAGE = Path.of("../../docs/crash-matrix.md");
    private static final String BEGIN = "<!-- crash table -->";
    private static final String END = "<!-- /crash table -->";

    private static Stage stage;

    @BeforeAll
    static void setStage() throws Exception {
        stage = new Stage();
    }

    @AfterAll
    static void closeStage() throws IOException, SQLException {
        stage.close();
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void a_job_whose_worker_ends_comes_to_what_the_table_says(CrashTable.Row row) throws Exception {
        Map<Arrangement, Outcome> expected = new EnumMap<>(Arrangement.class);
        for (Arrangement arrangement : Arrangement.values()) {
            expected.put(arrangement, row.of(arrangement).outcome(stage.price()));
        }

        assertThat(stage.outcomes(row.end())).isEqualTo(expected);
    }

    @Test
    void the_table_has_a_row_for_each_point() {
        assertThat(ROWS).extracting(CrashTable.Row::end).containsExactly(KillPoint.values());
    }

    @Test
    void the_page_shows_the_table() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<String> renewed = new ArrayList<>(page.subList(0, page.indexOf(BEGIN) + 1));
        renewed.add("");
        renewed.addAll(CrashTable.markdown());
        renewed.add("");
        renewed.addAll(page.subList(page.indexOf(END), page.size()));
        if (Boolean.getBoolean("docs.update")) {
            Files.write(PAGE, renewed);
        }

        assertThat(Files.readAllLines(PAGE))
                .as("%s differs from the table; renew it with -Ddocs.update=true", PAGE)
                .isEqualTo(renewed);
    }

    @Test
    void a_consumer_with_the_default_window_hoards_jobs_that_it_has_no_time_for() throws Exception {
        Map<Arrangement, Stage.Hoard> hoards = stage.hoards(20);

        assertThat(hoards.get(Arrangement.DEFAULTS)).isEqualTo(new Stage.Hoard(19, 0));
        assertThat(hoards.get(Arrangement.TRANSACTED)).isEqualTo(new Stage.Hoard(1, 19));
    }
}
