package io.github.camelopenrouter.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database as the tables of this component use it: each question on a connection of its own, which goes back as it came, each
 * statement within a time limit, and each failure a {@link StoreException} without SQL. Blocks; thread-safe.
 *
 * <p>How long a connection may be waited for is the data source's own matter (its login or connection timeout).
 */
public final class Jdbc {
    private static final Logger LOG = LoggerFactory.getLogger(Jdbc.class);
    /** A database that is alive ends a statement itself; one that is frozen, or cut off, is left a little later. */
    private static final int FROZEN_SECONDS = 2;

    private static final int CONFLICTS = 10;
    private static final Set<String> MISSING =
            Set.of("42P01", "42S02", "42S03", "42S04", "42703", "42S22", "3F000", "90079");
    private static final Set<String> MADE_BY_ANOTHER =
            Set.of("23505", "42P07", "42710", "42S01", "42S11", "XX000", "HY000");
    private static final Set<String> FORBIDDEN = Set.of("42501", "90096");
    private static final Set<String> CANCELLED = Set.of("57014", "HYT00", "HYT01");

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final Class<?> store;
    private final String tables;
    private final int seconds;

    /**
     * @param dataSource closed by whoever made it
     * @param store whose tables they are: it has {@code createSchema()}, and beside it lies a script of its name, such as
     *     {@code JdbcBudgetStore.sql}
     * @param tables their names, for messages
     * @param timeout longest time for one statement; in whole seconds, at least one
     */
    public Jdbc(DataSource dataSource, Class<?> store, String tables, Duration timeout) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.store = store;
        this.tables = tables;
        checkTimeout(timeout);
        this.seconds = (int) Math.min(86_400, timeout.plusMillis(999).toSeconds());
    }

    static void checkTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The statement timeout must be longer than nothing, not " + timeout);
        }
    }

    private Jdbc(Jdbc other, int seconds) {
        this.dataSource = other.dataSource;
        this.store = other.store;
        this.tables = other.tables;
        this.seconds = seconds;
    }

    /** The same with less time for each statement, at least a second; more is not given. */
    public Jdbc within(Duration limit) {
        int shorter = (int) Math.max(1, Math.min(seconds, limit.toSeconds()));
        return shorter == seconds ? this : new Jdbc(this, shorter);
    }

    /**
     * Makes the tables where they are missing, by the script that lies beside their store and has its name. Any number of processes
     * may do so at once.
     */
    public void createSchema(String what) {
        String script;
        try (InputStream in = store.getResourceAsStream(store.getSimpleName() + ".sql")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] statements = script.split(";");
        alone(what, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(seconds);
                for (String sql : statements) {
                    if (!sql.isBlank()) {
                        make(statement, sql);
                    }
                }
                return null;
            }
        });
    }

    /** Databases look and make in two steps: of two processes that do so at once, one may fail, and finds it there then. */
    private static void make(Statement statement, String sql) throws SQLException {
        for (int attempt = 0; ; attempt++) {
            try {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                if (attempt == CONFLICTS || !MADE_BY_ANOTHER.contains(state(e))) {
                    throw e;
                }
            }
        }
    }

    // ---- statements

    /**
     * Runs a statement that changes something.
     *
     * @return how many rows it changed
     */
    public int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** A statement with its time limit and its values; closed by the caller. */
    public PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setQueryTimeout(seconds);
            for (int i = 0; i < values.length; i++) {
                set(statement, i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof BigDecimal amount) {
            statement.setBigDecimal(index, amount);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else {
            statement.setObject(index, value);
        }
    }

    /**
     * Text that a column of any database holds: without NUL, with a replacement character for each half of a character, and cut
     * between two characters.
     *
     * @param text may be null, and then null comes back
     * @param most its length, in UTF-16 units as H2 counts; PostgreSQL counts characters, which are fewer
     */
    public static String fitting(String text, int most) {
        if (text == null) {
            return null;
        }
        StringBuilder fitting = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == 0) {
                continue;
            }
            int written = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c;
            if (fitting.length() + Character.charCount(written) > most) {
                break;
            }
            fitting.appendCodePoint(written);
        }
        return fitting.toString();
    }

    // ---- connections

    /**
     * Each statement is a transaction of its own.
     *
     * @param what was asked, for the failure: such as {@code the journal could not begin}
     */
    public <T> T alone(String what, Work<T> work) {
        return told(
                what,
                () -> on(connection -> {
                    if (!connection.getAutoCommit()) {
                        connection.setAutoCommit(true);
                    }
                    return work.with(connection);
                }));
    }

    /** All statements are one transaction, which is tried again where another one was in its way. */
    public <T> T transaction(String what, Work<T> work) {
        return told(what, () -> {
            for (int attempt = 0; ; attempt++) {
                try {
                    return on(connection -> committed(connection, work));
                } catch (SQLException e) {
                    if (!collided(e) || attempt == CONFLICTS - 1) {
                        throw e;
                    }
                    // both would collide again at once
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                            ThreadLocalRandom.current().nextLong(1, 2L << attempt)));
                }
            }
        });
    }

    private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
        // asked for here alone: PostgreSQL's driver asks the database for it
        int isolation = connection.getTransactionIsolation();
        if (isolation == Connection.TRANSACTION_READ_COMMITTED) {
            return inOne(connection, work);
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try {
            return inOne(connection, work);
        } finally {
            restored(() -> {
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(isolation);
            });
        }
    }

    private static <T> T inOne(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        }
    }

    /** Another transaction was in the way: class 40 is a serialization failure or a deadlock, 23505 a row that both inserted. */
    private static boolean collided(SQLException e) {
        String state = state(e);
        return state.startsWith("40") || state.equals("23505");
    }

    private <T> T on(Work<T> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        if (connection == null) {
            throw new SQLException("the data source gave no connection");
        }
        try {
            Before before = Before.of(connection, (seconds + FROZEN_SECONDS) * 1_000);
            try {
                return work.with(connection);
            } finally {
                before.restore(connection);
            }
        } finally {
            // what was done is done, and what failed has its own reason
            restored(connection::close);
        }
    }

    /** What a connection was like when it came: its pool hands it to others. */
    private record Before(boolean autoCommit, int queryTimeout, int networkTimeout) {
        private static final int UNTOUCHED = -1;

        static Before of(Connection connection, int millis) throws SQLException {
            return new Before(connection.getAutoCommit(), queryTimeout(connection), limited(connection, millis));
        }

        /** A driver may do without it, and then a frozen database is only left when the network gives it up. */
        private static int limited(Connection connection, int millis) {
            try {
                int own = connection.getNetworkTimeout();
                if (own > 0 && own <= millis) {
                    return UNTOUCHED;
                }
                connection.setNetworkTimeout(Runnable::run, millis);
                return own;
            } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
                LOG.debug("The driver knows no network timeout: {}", e.toString());
                return UNTOUCHED;
            }
        }

        /** Of a new statement: H2 keeps it with the connection. */
        private static int queryTimeout(Connection connection) throws SQLException {
            try (Statement any = connection.createStatement()) {
                return any.getQueryTimeout();
            }
        }

        void restore(Connection connection) {
            restored(() -> {
                if (connection.isClosed()) {
                    return;
                }
                if (connection.getAutoCommit() != autoCommit) {
                    connection.setAutoCommit(autoCommit);
                }
                try (Statement any = connection.createStatement()) {
                    if (any.getQueryTimeout() != queryTimeout) {
                        any.setQueryTimeout(queryTimeout);
                    }
                }
                if (networkTimeout != UNTOUCHED) {
                    connection.setNetworkTimeout(Runnable::run, networkTimeout);
                }
            });
        }
    }

    private interface Restoring {
        void run() throws SQLException;
    }

    private static void restored(Restoring restoring) {
        try {
            restoring.run();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A connection is broken; its pool notices on its own", e);
        }
    }

    // ---- failures

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> T told(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw failure(what, e);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreException(
                    what + ": its data source failed (" + e.getClass().getSimpleName() + ")", true, e);
        }
    }

    private StoreException failure(String what, SQLException e) {
        String state = state(e);
        String told = state.isEmpty() ? "" : " (SQLState " + state + ")";
        if (MISSING.contains(state)) {
            return new StoreException(
                    what + ": " + tables + " not there as it should be" + told + ". "
                            + store.getSimpleName() + ".createSchema() makes what is missing, as its property"
                            + " createSchema=true does, or run "
                            + store.getName().replace('.', '/') + ".sql of the jar",
                    false,
                    e);
        }
        if (FORBIDDEN.contains(state)) {
            return new StoreException(
                    what + ": " + tables + " not allowed to the user of the data source" + told, false, e);
        }
        if (e instanceof SQLTimeoutException || CANCELLED.contains(state)) {
            return new StoreException(
                    what + ": its database did not answer within the statement timeout of " + seconds + " s" + told,
                    true,
                    e);
        }
        if (e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || state.startsWith("08")) {
            return new StoreException(
                    what + ": its data source gave no connection" + told + ". Check its URL and that"
                            + " the database runs",
                    true,
                    e);
        }
        if (e instanceof SQLInvalidAuthorizationSpecException || state.startsWith("28")) {
            return new StoreException(what + ": its database refused the user of the data source" + told, true, e);
        }
        // classes 22 and 42: a value or a statement that this database never takes
        boolean permanent = state.startsWith("22") || state.startsWith("42");
        return new StoreException(what + ": its database failed" + told, !permanent, e);
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.matches("[0-9A-Z]{5}") ? state : "";
    }
}
