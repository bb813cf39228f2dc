package io.github.camelopenrouter.internal.journal;

import java.sql.SQLException;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class H2JournalTest extends JournalContract {
    private static JdbcConnectionPool database;
    private static JdbcGenerationJournal journal;

    @BeforeAll
    static void start() {
        database = JdbcConnectionPool.create("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "sa", "");
        journal = new JdbcGenerationJournal(database);
        journal.createSchema();
    }

    @AfterAll
    static void stop() {
        database.dispose();
    }

    @Override
    GenerationJournal journal() {
        return journal;
    }

    @Override
    DataSource database() {
        return database;
    }

    @Test
    void the_table_may_be_there_already() {
        assertThatCode(journal::createSchema).doesNotThrowAnyException();
    }

    @Test
    void a_database_that_fails_is_named_with_what_was_asked_of_it() {
        JdbcGenerationJournal empty =
                new JdbcGenerationJournal(JdbcConnectionPool.create("jdbc:h2:mem:empty", "sa", ""));

        assertThatThrownBy(() -> empty.forget("key"))
                .hasMessageContaining("journal")
                .hasMessageContaining("createSchema()")
                .hasMessageContaining("could not forget")
                .hasCauseInstanceOf(SQLException.class);
    }
}
