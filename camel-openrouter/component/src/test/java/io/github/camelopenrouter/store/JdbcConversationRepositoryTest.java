package io.github.camelopenrouter.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On H2. */
class JdbcConversationRepositoryTest extends ConversationRepositoryContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    {
        new JdbcConversationRepository(database).createSchema();
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    @Override
    ConversationRepository repository() {
        return new JdbcConversationRepository(database, TIMEOUT, clock);
    }

    private int rows(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void the_schema_may_be_created_again() {
        save(0, "one");

        new JdbcConversationRepository(database).createSchema();

        assertThat(load(key)).isPresent();
    }

    @Test
    void tables_that_are_missing_are_named_with_what_makes_them() {
        JdbcConnectionPool empty = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        try {
            assertThatThrownBy(() -> new JdbcConversationRepository(empty).load(key))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("openrouter_conversation")
                    .hasMessageContaining("createSchema()");
        } finally {
            empty.dispose();
        }
    }

    @Test
    void what_has_expired_is_removed_with_its_attachments() throws SQLException {
        save("c:1", 0, "one", Map.of("a", "data:a"), Set.of("a"), Duration.ofMinutes(1));
        save("c:2", 0, "two", Map.of("a", "data:a"), Set.of("a"), null);
        clock.move(Duration.ofMinutes(1));

        assertThat(new JdbcConversationRepository(database, TIMEOUT, clock).purge())
                .isEqualTo(1);

        assertThat(rows("openrouter_conversation")).isEqualTo(1);
        assertThat(rows("openrouter_conversation_attachment")).isEqualTo(1);
    }

    @Test
    void whoever_writes_removes_what_has_expired_now_and_then() throws SQLException {
        save("c:1", 0, "one", Map.of(), Set.of(), Duration.ofMinutes(1));
        clock.move(Duration.ofMinutes(2));

        save("c:2", 0, "two", Map.of(), Set.of(), null);

        assertThat(rows("openrouter_conversation")).isEqualTo(1);
    }

    @Test
    void a_conversation_outlives_the_process_that_wrote_it(@TempDir Path folder) {
        String url = "jdbc:h2:file:" + folder.resolve("conversations");
        JdbcConversationRepository before = new JdbcConversationRepository(file(url));
        before.createSchema();
        done(before.save(
                key, new ConversationRepository.Change(0, "one", Map.of("a", "data:a"), Set.of("a"), TIMEOUT)));

        assertThat(done(new JdbcConversationRepository(file(url)).load(key))).hasValueSatisfying(found -> {
            assertThat(found.messages()).isEqualTo("one");
            assertThat(found.attachments()).containsOnly(Map.entry("a", "data:a"));
        });
    }

    private static DataSource file(String url) {
        // closed with its last connection, as by the end of a process
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }
}
