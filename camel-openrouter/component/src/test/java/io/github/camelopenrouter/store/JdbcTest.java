package io.github.camelopenrouter.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a database is asked, and what its failures say. */
class JdbcTest {
    private final List<Integer> networkTimeouts = new ArrayList<>();
    private Connection single;

    @BeforeEach
    void open() throws SQLException {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        single = h2.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        single.close();
    }

    private interface Gives {
        Connection connection() throws SQLException;
    }

    private static DataSource dataSource(Gives gives) {
        return (DataSource) Proxy.newProxyInstance(
                JdbcTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getConnection");
                    return gives.connection();
                });
    }

    private static Jdbc jdbc(Gives gives) {
        return new Jdbc(dataSource(gives), JdbcTest.class, "the table some is", Duration.ofMillis(2_500));
    }

    /** The one connection of a pool: closing gives it back. */
    private Connection pooled() {
        return (Connection) Proxy.newProxyInstance(
                JdbcTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            return null;
                        }
                        case "getNetworkTimeout" -> {
                            return 77_000;
                        }
                        case "setNetworkTimeout" -> {
                            networkTimeouts.add((Integer) arguments[1]);
                            return null;
                        }
                        default -> {
                            try {
                                return method.invoke(single, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    @Test
    void each_statement_has_a_time_limit_in_whole_seconds() {
        Jdbc jdbc = jdbc(this::pooled);

        int limit = jdbc.alone("asked", connection -> {
            try (Statement statement = jdbc.prepare(connection, "SELECT 1")) {
                return statement.getQueryTimeout();
            }
        });

        assertThat(limit).isEqualTo(3);
    }

    @Test
    void a_connection_goes_back_as_it_came() throws Exception {
        single.setAutoCommit(false);
        single.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        Jdbc jdbc = jdbc(this::pooled);

        jdbc.alone("asked", connection -> jdbc.update(connection, "CREATE TABLE a (b INT)"));
        jdbc.transaction("asked", connection -> jdbc.update(connection, "INSERT INTO a VALUES (?)", 1L));
        assertThatThrownBy(() -> jdbc.transaction("asked", connection -> jdbc.update(connection, "INSERT INTO x")))
                .isInstanceOf(StoreException.class);

        assertThat(single.getAutoCommit()).isFalse();
        assertThat(single.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        try (Statement statement = single.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
        }
        assertThat(networkTimeouts).containsExactly(5_000, 77_000, 5_000, 77_000, 5_000, 77_000);
    }

    @Test
    void a_pool_without_a_free_connection_is_told_as_that() {
        Jdbc jdbc = jdbc(() -> {
            throw new SQLTransientConnectionException("pool-1 - Connection is not available");
        });

        assertThatThrownBy(() -> jdbc.alone("the store could not tell", connection -> null))
                .hasMessageStartingWith("the store could not tell: its data source gave no connection");
    }

    @ParameterizedTest
    @CsvSource({
        "42P01, false, table some",
        "42S02, false, createSchema()",
        "42501, false, not allowed",
        "22001, false, 22001",
        "57014, true, statement timeout of 3 s",
        "08001, true, 08001",
        "08006, true, gave no connection",
        "28P01, true, refused the user",
        "53300, true, 53300",
        ", true, failed"
    })
    void a_failure_says_what_is_wrong_without_the_words_of_the_driver(String state, boolean retryable, String words) {
        Jdbc jdbc = jdbc(() -> {
            throw new SQLException("INSERT INTO some VALUES ('secret')", state);
        });

        assertThatThrownBy(() -> jdbc.alone("the store could not tell", connection -> null))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isRetryable()).isEqualTo(retryable))
                .hasMessageStartingWith("the store could not tell: ")
                .hasMessageContaining(words)
                .hasMessageNotContaining("INSERT")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_data_source_that_fails_in_its_own_way_is_a_failure_of_the_store() {
        Jdbc jdbc = jdbc(() -> {
            throw new IllegalArgumentException("no pool");
        });

        assertThatThrownBy(() -> jdbc.transaction("the store could not tell", connection -> null))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
                .hasMessageContaining("IllegalArgumentException");
    }

    @Test
    void a_data_source_that_gives_nothing_is_a_failure_of_the_store() {
        Jdbc jdbc = jdbc(() -> null);

        assertThatThrownBy(() -> jdbc.alone("the store could not tell", connection -> null))
                .isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "setAutoCommit", "setTransactionIsolation", "isClosed"})
    void what_was_committed_counts_although_the_connection_breaks_behind_it(String breaking) throws Exception {
        for (Throwable broken : new Throwable[] {new SQLException("gone"), new IllegalStateException("gone")}) {
            AtomicBoolean committed = new AtomicBoolean();
            Jdbc jdbc = jdbc(() -> (Connection) Proxy.newProxyInstance(
                    JdbcTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (committed.get() && method.getName().equals(breaking)) {
                            throw broken;
                        }
                        if (method.getName().equals("commit")) {
                            committed.set(true);
                        }
                        return method.getName().equals("close") ? null : method.invoke(single, arguments);
                    }));

            assertThat(jdbc.<Object>transaction("asked", connection -> "done")).isEqualTo("done");
            assertThat(committed).isTrue();
            single.setAutoCommit(true);
        }
    }

    @Test
    void a_driver_without_a_network_timeout_is_no_failure() {
        Jdbc jdbc = jdbc(() -> (Connection) Proxy.newProxyInstance(
                JdbcTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().endsWith("NetworkTimeout")) {
                        throw new java.sql.SQLFeatureNotSupportedException("no");
                    }
                    return method.invoke(single, arguments);
                }));

        assertThat(jdbc.<Object>alone("asked", Connection::getAutoCommit)).isEqualTo(true);
    }

    @Test
    void the_limit_of_a_statement_is_longer_than_nothing() {
        assertThatThrownBy(() -> new Jdbc(dataSource(() -> null), JdbcTest.class, "", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("statement timeout");
    }
}
