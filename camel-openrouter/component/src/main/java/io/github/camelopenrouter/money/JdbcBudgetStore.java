package io.github.camelopenrouter.money;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps budgets in a database that any number of JVMs share; together they never reserve more than the limit. What a process that
 * died had reserved stays reserved.
 *
 * <p>Plain JDBC, for PostgreSQL and H2; each method is a transaction of its own on a connection of its own. Amounts are kept with
 * 18 decimals. Rows of periods that are over are kept, as a record; delete them at will.
 */
public final class JdbcBudgetStore implements BudgetStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcBudgetStore.class);
    private static final int SCALE = 18;
    private static final int ATTEMPTS = 10;
    private static final int MOST_HOLDS = 1_000;

    private static final String RESERVE = "UPDATE openrouter_budget SET reserved = reserved + ?"
            + " WHERE account = ? AND period_start = ? AND spent + reserved + ? <= ?";
    private static final String OPEN_ACCOUNT = "INSERT INTO openrouter_budget"
            + " (account, period_start, period_end, spent, reserved) VALUES (?, ?, ?, 0, 0)";
    private static final String OPEN_RESERVATION = "INSERT INTO openrouter_reservation"
            + " (id, account, period_start, period_end, amount, key_alias, held, created)"
            + " VALUES (?, ?, ?, ?, ?, ?, FALSE, ?)";
    private static final String BALANCE =
            "SELECT spent, reserved FROM openrouter_budget WHERE account = ? AND period_start = ?";
    private static final String CLOSE_RESERVATION = "DELETE FROM openrouter_reservation WHERE id = ?";
    private static final String SETTLE = "UPDATE openrouter_budget SET reserved = reserved - ?, spent = spent + ?"
            + " WHERE account = ? AND period_start = ?";
    private static final String ANSWERING = "UPDATE openrouter_reservation SET generation_id = ? WHERE id = ?";
    private static final String HOLD =
            "UPDATE openrouter_reservation SET held = TRUE, generation_id = COALESCE(?, generation_id) WHERE id = ?";
    private static final String HOLDS =
            "SELECT id, account, period_start, period_end, amount, key_alias, generation_id,"
                    + " created FROM openrouter_reservation WHERE generation_id IS NOT NULL AND created < ? ORDER BY created DESC";

    private final DataSource database;

    /**
     * @param database not closed by this store; its statements should have a timeout
     */
    public JdbcBudgetStore(DataSource database) {
        this.database = database;
    }

    /**
     * Creates the two tables where they do not exist, by the script {@code schema.sql} beside this class, which is for H2 and
     * PostgreSQL.
     *
     * @throws IllegalStateException where the database refuses
     */
    public void createSchema() {
        String script;
        try (InputStream in = JdbcBudgetStore.class.getResourceAsStream("schema.sql")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : script.split(";")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            }
            return null;
        });
    }

    @Override
    public boolean reserve(Reservation reservation, BigDecimal limit) {
        Account account = reservation.account();
        return transaction(connection -> {
            if (!taken(connection, reservation, limit)) {
                if (find(connection, account) == null) {
                    // another process that opens it at the same time makes this fail, and all of it is tried again
                    run(connection, OPEN_ACCOUNT, account.name(), utc(account.start()), utc(account.end()));
                }
                // or it has opened it since we looked: that there was no account does not mean that there is no room
                if (!taken(connection, reservation, limit)) {
                    return false;
                }
            }
            run(
                    connection,
                    OPEN_RESERVATION,
                    reservation.id(),
                    account.name(),
                    utc(account.start()),
                    utc(account.end()),
                    up(reservation.amount()),
                    reservation.keyAlias(),
                    utc(Instant.now()));
            return true;
        });
    }

    /** One statement that looks and takes: the database lets one after the other do so. */
    private static boolean taken(Connection connection, Reservation reservation, BigDecimal limit) throws SQLException {
        BigDecimal amount = up(reservation.amount());
        Account account = reservation.account();
        return run(connection, RESERVE, amount, account.name(), utc(account.start()), amount, limit) == 1;
    }

    @Override
    public void answering(Reservation reservation, String generationId) {
        transaction(connection -> run(connection, ANSWERING, generationId, reservation.id()));
    }

    @Override
    public void settle(Reservation reservation, BigDecimal cost) {
        Account account = reservation.account();
        transaction(connection -> {
            // whoever deletes the row settles: the process that made the call, or one that looked its cost up
            if (run(connection, CLOSE_RESERVATION, reservation.id()) == 1) {
                run(connection, SETTLE, up(reservation.amount()), up(cost), account.name(), utc(account.start()));
            }
            return null;
        });
    }

    @Override
    public void hold(Reservation reservation, String generationId) {
        transaction(connection -> run(connection, HOLD, generationId, reservation.id()));
    }

    @Override
    public List<Hold> holds(Instant before) {
        return transaction(connection -> {
            try (PreparedStatement statement = prepare(connection, HOLDS, utc(before))) {
                statement.setMaxRows(MOST_HOLDS);
                List<Hold> holds = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Account account = new Account(row.getString(2), instant(row, 3), instant(row, 4));
                        Reservation reservation =
                                new Reservation(row.getString(1), account, row.getBigDecimal(5), row.getString(6));
                        holds.add(new Hold(reservation, row.getString(7), instant(row, 8)));
                    }
                }
                return holds;
            }
        });
    }

    @Override
    public Balance balance(Account account) {
        Balance found = transaction(connection -> find(connection, account));
        return found == null ? new Balance(BigDecimal.ZERO, BigDecimal.ZERO) : found;
    }

    private static Balance find(Connection connection, Account account) throws SQLException {
        try (PreparedStatement statement = prepare(connection, BALANCE, account.name(), utc(account.start()));
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new Balance(row.getBigDecimal(1), row.getBigDecimal(2)) : null;
        }
    }

    private static BigDecimal up(BigDecimal amount) {
        return amount.scale() > SCALE ? amount.setScale(SCALE, RoundingMode.CEILING) : amount;
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    // ---- JDBC

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private static int run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof BigDecimal amount) {
                statement.setBigDecimal(i + 1, amount);
            } else if (values[i] instanceof String text) {
                statement.setString(i + 1, text);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }

    private <T> T transaction(Work<T> work) {
        SQLException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (!collided(e)) {
                    throw new IllegalStateException("The budget's database failed", e);
                }
                last = e;
                // both would collide again at once
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(1, 2L << attempt)));
            }
        }
        throw new IllegalStateException("The budget's database had too many conflicts", last);
    }

    /** Another transaction was in the way: class 40 is a serialization failure or a deadlock, 23505 a row that both inserted. */
    private static boolean collided(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("40") || state.equals("23505"));
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean auto = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                restore(connection, auto, isolation);
            }
        }
    }

    /** A pool hands the connection to others. */
    private static void restore(Connection connection, boolean auto, int isolation) {
        try {
            connection.setAutoCommit(auto);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
        } catch (SQLException e) {
            LOG.debug("A connection is broken; its pool notices on its own", e);
        }
    }

    private static void rollback(Connection connection, Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }
}
