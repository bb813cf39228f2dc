package io.github.camelopenrouter.journal;

import java.io.IOException;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

class PostgresJournalTest extends JournalContract {
    private static EmbeddedPostgres database;
    private static JdbcGenerationJournal journal;

    @BeforeAll
    static void start() {
        try {
            database = EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException e) {
            // it refuses to run as root where the kernel gives no user namespace, and has no binary for every platform
            Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
        journal = new JdbcGenerationJournal(database.getPostgresDatabase());
        journal.createSchema();
    }

    @AfterAll
    static void stop() throws IOException {
        if (database != null) {
            database.close();
        }
    }

    @Override
    GenerationJournal journal() {
        return journal;
    }

    @Override
    DataSource database() {
        return database.getPostgresDatabase();
    }
}
