package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/**
 * Keeps budgets in a database that any number of JVMs share; together they never reserve more than the limit. What a process that
 * died had reserved stays reserved.
 *
 * <p>Plain JDBC, for PostgreSQL and H2; each method is a transaction of its own on a connection of its own. Amounts are kept with
 * 18 decimals. Rows of periods that are over are kept, as a record; delete them at will.
 */
public final class JdbcBudgetStore extends JdbcStore implements BudgetStore {
    private static final int SCALE = 18;
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

    private static final String TABLES = "the tables openrouter_budget and openrouter_reservation are";
    private static final String FAILURE = "the budget store could not make its tables";

    /** One whose properties are set: {@code dataSource} is mandatory. */
    public JdbcBudgetStore() {
        super(TABLES, FAILURE);
    }

    /**
     * Each statement may take ten seconds.
     *
     * @param database not closed by this store
     */
    public JdbcBudgetStore(DataSource database) {
        this(database, Duration.ofSeconds(10));
    }

    /**
     * @param database not closed by this store; how long a connection may be waited for is its own matter
     * @param statementTimeout longest time for one statement; in whole seconds
     */
    public JdbcBudgetStore(DataSource database, Duration statementTimeout) {
        super(TABLES, FAILURE, database, statementTimeout);
    }

    @Override
    public boolean reserve(Reservation reservation, BigDecimal limit) {
        Account account = reservation.account();
        return database().transaction("the budget store could not reserve", connection -> {
            if (!taken(connection, reservation, limit)) {
                if (find(connection, account) == null) {
                    // another process that opens it at the same time makes this fail, and all of it is tried again
                    database()
                            .update(connection, OPEN_ACCOUNT, account.name(), utc(account.start()), utc(account.end()));
                }
                // or it has opened it since we looked: that there was no account does not mean that there is no room
                if (!taken(connection, reservation, limit)) {
                    return false;
                }
            }
            database()
                    .update(
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
    private boolean taken(Connection connection, Reservation reservation, BigDecimal limit) throws SQLException {
        BigDecimal amount = up(reservation.amount());
        Account account = reservation.account();
        return database().update(connection, RESERVE, amount, account.name(), utc(account.start()), amount, limit) == 1;
    }

    @Override
    public void answering(Reservation reservation, String generationId) {
        database()
                .transaction(
                        "the budget store could not note a generation",
                        connection -> database().update(connection, ANSWERING, generationId, reservation.id()));
    }

    @Override
    public void settle(Reservation reservation, BigDecimal cost) {
        Account account = reservation.account();
        database().transaction("the budget store could not settle", connection -> {
            // whoever deletes the row settles: the process that made the call, or one that looked its cost up
            if (database().update(connection, CLOSE_RESERVATION, reservation.id()) == 1) {
                database()
                        .update(
                                connection,
                                SETTLE,
                                up(reservation.amount()),
                                up(cost),
                                account.name(),
                                utc(account.start()));
            }
            return null;
        });
    }

    @Override
    public void hold(Reservation reservation, String generationId) {
        database()
                .transaction(
                        "the budget store could not hold",
                        connection -> database().update(connection, HOLD, generationId, reservation.id()));
    }

    @Override
    public List<Hold> holds(Instant before) {
        return database().transaction("the budget store could not list what it holds", connection -> {
            try (PreparedStatement statement = database().prepare(connection, HOLDS, utc(before))) {
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
        Balance found = database()
                .transaction("the budget store could not tell a balance", connection -> find(connection, account));
        return found == null ? new Balance(BigDecimal.ZERO, BigDecimal.ZERO) : found;
    }

    private Balance find(Connection connection, Account account) throws SQLException {
        try (PreparedStatement statement =
                        database().prepare(connection, BALANCE, account.name(), utc(account.start()));
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
}
