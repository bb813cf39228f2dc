package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * The journal as one table, {@code openrouter_journal}, of H2 or PostgreSQL.
 *
 * <p>Each change is a transaction of its own, on a connection of its own: the data source must not take part in the route's
 * transaction, whose rollback would take back what was noted about a request that has been paid. It is closed by whoever made it.
 */
public final class JdbcGenerationJournal extends JdbcStore implements GenerationJournal {
    private static final int MAX_TEXT = 255;
    private static final int MAX_SCALE = 30;
    private static final int MAX_DIGITS = 30;
    /** How often a row may vanish under us before we stop asking. */
    private static final int TRIES = 10;

    private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
    private static final String LEASE = NOW + " + CAST(? AS BIGINT)";
    private static final String OWN = " WHERE journal_key = ? AND token = ? AND state = 'SENT'";
    private static final String OVER = OWN + " AND lease_until <= " + NOW;

    private static final String BEGIN =
            "INSERT INTO openrouter_journal (journal_key, request_hash, state, owner, token,"
                    + " attempts, lease_until, begun, changed) SELECT CAST(? AS VARCHAR(255)), CAST(? AS VARCHAR(64)), 'SENT',"
                    + " CAST(? AS VARCHAR(64)), CAST(? AS VARCHAR(64)), 1, " + LEASE + ", " + NOW + ", " + NOW
                    + " WHERE NOT EXISTS (SELECT 1 FROM openrouter_journal WHERE journal_key = ?)";
    private static final String SELECT = "SELECT request_hash, state, token, attempts, lease_until - " + NOW
            + " AS lease_left, begun, generation_id, model, provider, cost, answer FROM openrouter_journal"
            + " WHERE journal_key = ?";
    private static final String TAKE_OVER =
            "UPDATE openrouter_journal SET owner = ?, token = ?, attempts = attempts + 1," + " lease_until = " + LEASE
                    + ", changed = " + NOW + OVER;
    private static final String ANSWERING = "UPDATE openrouter_journal SET generation_id = ?, changed = " + NOW + OWN;
    private static final String ANSWERED =
            "UPDATE openrouter_journal SET state = 'ANSWERED', owner = NULL, lease_until = 0,"
                    + " changed = " + NOW + ", generation_id = ?, model = ?, provider = ?, cost = ?, answer = ?"
                    + " WHERE journal_key = ? AND request_hash = ? AND state <> 'ANSWERED'";
    private static final String RELEASED = "DELETE FROM openrouter_journal" + OWN;
    private static final String UNANSWERED = "UPDATE openrouter_journal SET owner = NULL, lease_until = 0, changed = "
            + NOW + ", generation_id = COALESCE(CAST(? AS VARCHAR(255)), generation_id)" + OWN;
    private static final String RENEW =
            "UPDATE openrouter_journal SET lease_until = " + LEASE + " WHERE owner = ? AND state = 'SENT'";
    private static final String LEAVE =
            "UPDATE openrouter_journal SET owner = NULL, lease_until = 0 WHERE owner = ? AND state = 'SENT'";
    private static final String PARK =
            "UPDATE openrouter_journal SET state = 'PARKED', owner = NULL, changed = " + NOW + OVER;
    private static final String FORGET = "DELETE FROM openrouter_journal WHERE journal_key = ?";
    private static final String PURGE = "DELETE FROM openrouter_journal WHERE changed < " + NOW
            + " - CAST(? AS BIGINT) AND state <> 'PARKED' AND lease_until <= " + NOW;

    private static final String TABLES = "the table openrouter_journal is";
    private static final String FAILURE = "the journal could not make its table";

    /** One whose properties are set: {@code dataSource} is mandatory. */
    public JdbcGenerationJournal() {
        super(TABLES, FAILURE);
    }

    /** Each statement may take ten seconds. */
    public JdbcGenerationJournal(DataSource dataSource) {
        this(dataSource, Duration.ofSeconds(10));
    }

    /**
     * @param dataSource how long a connection may be waited for is its own matter
     * @param statementTimeout longest time for one statement; in whole seconds
     */
    public JdbcGenerationJournal(DataSource dataSource, Duration statementTimeout) {
        super(TABLES, FAILURE, dataSource, statementTimeout);
    }

    @Override
    public Found begin(Claim claim, Duration lease) {
        if (claim.key().isEmpty() || claim.key().length() > MAX_KEY) {
            // a cast would cut it without a word, and two keys would be one
            throw new IllegalArgumentException("The journal's keys have 1 to " + MAX_KEY + " characters, not "
                    + claim.key().length());
        }
        return run("could not begin", connection -> {
            for (int i = 0; i < TRIES; i++) {
                if (inserted(connection, claim, lease)) {
                    return new Begun();
                }
                Found found = select(connection, claim.key(), row -> found(row, claim.requestHash()));
                if (found != null) {
                    return found;
                }
                // whoever had written it has just removed it
            }
            throw new SQLException("the row of this key comes and goes");
        });
    }

    private boolean inserted(Connection connection, Claim claim, Duration lease) throws SQLException {
        try {
            return database()
                            .update(
                                    connection,
                                    BEGIN,
                                    claim.key(),
                                    claim.requestHash(),
                                    claim.owner(),
                                    claim.token(),
                                    lease.toMillis(),
                                    claim.key())
                    == 1;
        } catch (SQLException e) {
            // another JVM has written the same key since our statement looked
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) {
                return false;
            }
            throw e;
        }
    }

    private static Found found(ResultSet row, String requestHash) throws SQLException {
        if (!requestHash.equals(row.getString("request_hash"))) {
            return new Mismatch();
        }
        String generationId = row.getString("generation_id");
        int attempts = attempts(row);
        long left = row.getLong("lease_left");
        return switch (state(row)) {
            case ANSWERED -> new Answered(answer(row));
            case PARKED -> new Parked(generationId, attempts);
            case SENT ->
                left > 0
                        ? new Busy(Duration.ofMillis(left))
                        : new Unanswered(generationId, attempts, row.getString("token"));
        };
    }

    /** Somebody may have changed the row by hand: it was sent once at least. */
    private static int attempts(ResultSet row) throws SQLException {
        return Math.max(1, row.getInt("attempts"));
    }

    /** A newer version may write words that this one does not know. */
    private static State state(ResultSet row) throws SQLException {
        String word = row.getString("state");
        for (State state : State.values()) {
            if (state.name().equals(word)) {
                return state;
            }
        }
        throw damaged("a state that this version does not know");
    }

    private static String answer(ResultSet row) throws SQLException {
        String answer = row.getString("answer");
        if (answer == null) {
            throw damaged("the state ANSWERED and no answer");
        }
        return answer;
    }

    private static StoreException damaged(String what) {
        return new StoreException(
                "the journal's row of this key has " + what + ". Mend it, or forget the key to have it sent again",
                false,
                null);
    }

    @Override
    public boolean takeOver(Claim claim, String token, Duration lease) {
        return update(
                        "could not take over",
                        TAKE_OVER,
                        claim.owner(),
                        claim.token(),
                        lease.toMillis(),
                        claim.key(),
                        token)
                == 1;
    }

    @Override
    public void answering(Claim claim, String generationId) {
        update("could not note the generation id", ANSWERING, cut(generationId), claim.key(), claim.token());
    }

    @Override
    public boolean answered(Claim claim, Answer answer) {
        return update(
                        "could not store the answer",
                        ANSWERED,
                        cut(answer.generationId()),
                        cut(answer.model()),
                        cut(answer.provider()),
                        fitting(answer.cost()),
                        answer.json(),
                        claim.key(),
                        claim.requestHash())
                == 1;
    }

    @Override
    public void released(Claim claim) {
        update("could not release", RELEASED, claim.key(), claim.token());
    }

    @Override
    public void unanswered(Claim claim, String generationId) {
        update("could not end a lease", UNANSWERED, cut(generationId), claim.key(), claim.token());
    }

    @Override
    public void renew(String owner, Duration lease) {
        // one that takes longer comes too late for the next
        Jdbc quick = database().within(lease.dividedBy(3));
        quick.alone(
                "the journal could not renew its leases",
                connection -> quick.update(connection, RENEW, lease.toMillis(), owner));
    }

    @Override
    public void leave(String owner) {
        update("could not end its leases", LEAVE, owner);
    }

    @Override
    public boolean park(String key, String token) {
        return update("could not park", PARK, key, token) == 1;
    }

    @Override
    public boolean forget(String key) {
        return update("could not forget", FORGET, key) == 1;
    }

    @Override
    public Optional<Entry> find(String key) {
        return Optional.ofNullable(run(
                "could not find",
                connection -> select(
                        connection,
                        key,
                        row -> new Entry(
                                key,
                                state(row),
                                row.getLong("lease_left") > 0,
                                attempts(row),
                                row.getString("generation_id"),
                                row.getString("model"),
                                row.getString("provider"),
                                bare(row.getBigDecimal("cost")),
                                row.getString("answer"),
                                Instant.ofEpochMilli(row.getLong("begun"))))));
    }

    @Override
    public int purge(Duration unchangedFor) {
        return update("could not purge", PURGE, unchangedFor.toMillis());
    }

    // ---- JDBC

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T run(String what, Jdbc.Work<T> work) {
        return database().alone("the journal " + what, work);
    }

    private int update(String what, String sql, Object... values) {
        return run(what, connection -> database().update(connection, sql, values));
    }

    private <T> T select(Connection connection, String key, Reading<T> reading) throws SQLException {
        try (PreparedStatement statement = database().prepare(connection, SELECT, key);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? reading.of(row) : null;
        }
    }

    /** What a service sends may be longer than anybody thought; the whole of it is in the answer. */
    private static String cut(String text) {
        return Jdbc.fitting(text, MAX_TEXT);
    }

    /** Null for an unknown cost, and for one that no column holds. */
    private static BigDecimal fitting(BigDecimal usd) {
        boolean fits = usd != null && usd.scale() <= MAX_SCALE && (long) usd.precision() - usd.scale() <= MAX_DIGITS;
        return fits ? usd : null;
    }

    private static BigDecimal bare(BigDecimal cost) {
        return cost == null ? null : cost.stripTrailingZeros();
    }
}
