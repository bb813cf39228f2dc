package io.github.camelopenrouter.benchmarks.route;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;

/** A database of H2 in the memory of this JVM, with a pool of connections; it is gone when it is closed. */
final class MemoryDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 64;

    private final JdbcConnectionPool pool;

    /**
     * @param name no other database of this JVM has
     */
    MemoryDatabase(String name) {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "", "");
        pool.setMaxConnections(CONNECTIONS);
    }

    DataSource dataSource() {
        return pool;
    }

    /** Removes all rows of a table. */
    void empty(String table) {
        execute("TRUNCATE TABLE " + table);
    }

    @Override
    public void close() {
        execute("SHUTDOWN");
        pool.dispose();
    }

    private void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("H2 refused " + sql, e);
        }
    }
}
