package io.github.camelopenrouter.store;

import java.io.IOException;
import java.time.Duration;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** On a PostgreSQL of its own. */
class PostgresConversationRepositoryTest extends ConversationRepositoryContract {
    private static EmbeddedPostgres server;
    private static DataSource database;

    @BeforeAll
    static void start() {
        try {
            server = EmbeddedPostgres.builder().start();
        } catch (IOException | RuntimeException e) {
            // there are no binaries for this machine, or it lets root start none
            Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
        database = server.getPostgresDatabase();
        new JdbcConversationRepository(database).createSchema();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    ConversationRepository repository() {
        return new JdbcConversationRepository(database, Duration.ofSeconds(10), clock);
    }
}
