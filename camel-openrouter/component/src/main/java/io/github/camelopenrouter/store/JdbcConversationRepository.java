package io.github.camelopenrouter.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps conversations in a database that any number of JVMs share.
 *
 * <p>Plain JDBC, for PostgreSQL and H2; each method is a transaction of its own on a connection of its own, and blocks. Attachments
 * are rows of their own, each written once for a conversation. What has expired is removed now and then by whoever writes; its moment
 * is counted by the clocks of the JVMs.
 */
public final class JdbcConversationRepository extends JdbcStore implements ConversationRepository {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcConversationRepository.class);

    private static final String LOAD = "SELECT version, CAST(NULL AS VARCHAR(64)) AS hash, messages AS content"
            + " FROM openrouter_conversation WHERE conversation_key = ? AND (expires IS NULL OR expires > ?)"
            + " UNION ALL SELECT CAST(0 AS BIGINT), hash, content FROM openrouter_conversation_attachment"
            + " WHERE conversation_key = ?";
    private static final String FIND = "SELECT expires FROM openrouter_conversation WHERE conversation_key = ?";
    private static final String BEGIN =
            "INSERT INTO openrouter_conversation (conversation_key, version, messages, expires) VALUES (?, ?, ?, ?)";
    private static final String CHANGE = "UPDATE openrouter_conversation SET version = version + 1, messages = ?,"
            + " expires = ? WHERE conversation_key = ? AND version = ?";
    private static final String REMOVE = "DELETE FROM openrouter_conversation WHERE conversation_key = ?";
    private static final String REMOVE_EXPIRED =
            "DELETE FROM openrouter_conversation WHERE conversation_key = ? AND expires <= ?";
    private static final String EXPIRED =
            "SELECT conversation_key FROM openrouter_conversation WHERE expires <= ? ORDER BY expires";
    private static final String ATTACHED =
            "SELECT hash FROM openrouter_conversation_attachment WHERE conversation_key = ?";
    private static final String ATTACH =
            "INSERT INTO openrouter_conversation_attachment (conversation_key, hash, content) VALUES (?, ?, ?)";
    private static final String DETACH =
            "DELETE FROM openrouter_conversation_attachment WHERE conversation_key = ? AND hash = ?";
    private static final String DETACH_ALL =
            "DELETE FROM openrouter_conversation_attachment WHERE conversation_key = ?";

    private static final int MOST_EXPIRED = 100;
    private static final long BETWEEN_PURGES_MILLIS = 60_000;

    private static final String TABLES =
            "the tables openrouter_conversation and openrouter_conversation_attachment are";
    private static final String FAILURE = "the conversation repository could not make its tables";

    private final Clock clock;
    private final AtomicLong purged = new AtomicLong();

    /** One whose properties are set: {@code dataSource} is mandatory. */
    public JdbcConversationRepository() {
        super(TABLES, FAILURE);
        this.clock = Clock.systemUTC();
    }

    /**
     * Each statement may take ten seconds.
     *
     * @param database not closed by this repository
     */
    public JdbcConversationRepository(DataSource database) {
        this(database, Duration.ofSeconds(10));
    }

    /**
     * @param database not closed by this repository; how long a connection may be waited for is its own matter
     * @param statementTimeout longest time for one statement; in whole seconds
     */
    public JdbcConversationRepository(DataSource database, Duration statementTimeout) {
        this(database, statementTimeout, Clock.systemUTC());
    }

    JdbcConversationRepository(DataSource database, Duration statementTimeout, Clock clock) {
        super(TABLES, FAILURE, database, statementTimeout);
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<Conversation>> load(String key) {
        Conversation found = database().alone("the conversation repository could not load", connection -> {
            // one statement sees one state: attachments of another version would not fit
            try (PreparedStatement statement = database().prepare(connection, LOAD, key, clock.millis(), key);
                    ResultSet row = statement.executeQuery()) {
                long version = 0;
                String messages = null;
                Map<String, String> attachments = new HashMap<>();
                while (row.next()) {
                    if (row.getString(2) == null) {
                        version = row.getLong(1);
                        messages = row.getString(3);
                    } else {
                        attachments.put(row.getString(2), row.getString(3));
                    }
                }
                return messages == null ? null : new Conversation(version, messages, attachments);
            }
        });
        return CompletableFuture.completedFuture(Optional.ofNullable(found));
    }

    @Override
    public CompletionStage<Long> save(String key, Change change) {
        long saved = database().transaction("the conversation repository could not save", connection -> {
            long version = written(connection, key, change);
            if (version != 0) {
                attach(connection, key, change);
            }
            return version;
        });
        if (saved != 0) {
            purgeNowAndThen();
        }
        return CompletableFuture.completedFuture(saved);
    }

    private long written(Connection connection, String key, Change change) throws SQLException {
        long now = clock.millis();
        Object expires = change.expiry() == null ? null : now + change.expiry().toMillis();
        if (change.version() != 0) {
            boolean first =
                    database().update(connection, CHANGE, change.messages(), expires, key, change.version()) == 1;
            return first ? change.version() + 1 : 0;
        }
        if (database().update(connection, REMOVE_EXPIRED, key, now) == 1) {
            database().update(connection, DETACH_ALL, key);
        }
        try (PreparedStatement statement = database().prepare(connection, FIND, key);
                ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                return 0;
            }
        }
        // another process that begins it at the same time makes this fail, and all of it is tried again. One that was
        // forgotten
        // and begun anew must not be taken for what it was: versions begin anywhere
        long version = ThreadLocalRandom.current().nextLong(1, 1L << 62);
        database().update(connection, BEGIN, key, version, change.messages(), expires);
        return version;
    }

    /** The row of the conversation is locked by now. */
    private void attach(Connection connection, String key, Change change) throws SQLException {
        Set<String> there = new HashSet<>();
        try (PreparedStatement statement = database().prepare(connection, ATTACHED, key);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                there.add(row.getString(1));
            }
        }
        for (Map.Entry<String, String> added : change.added().entrySet()) {
            if (change.kept().contains(added.getKey()) && !there.contains(added.getKey())) {
                database().update(connection, ATTACH, key, added.getKey(), added.getValue());
            }
        }
        for (String hash : there) {
            if (!change.kept().contains(hash)) {
                database().update(connection, DETACH, key, hash);
            }
        }
    }

    @Override
    public CompletionStage<Boolean> forget(String key) {
        boolean forgotten = database().transaction("the conversation repository could not forget", connection -> {
            boolean there = database().update(connection, REMOVE, key) == 1;
            database().update(connection, DETACH_ALL, key);
            return there;
        });
        return CompletableFuture.completedFuture(forgotten);
    }

    private void purgeNowAndThen() {
        long now = clock.millis();
        long last = purged.get();
        if (now - last >= BETWEEN_PURGES_MILLIS && purged.compareAndSet(last, now)) {
            try {
                purge();
            } catch (StoreException e) {
                // what was to be written is; what has expired is not loaded any more, and is removed another time
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    /**
     * Removes conversations that have expired, the oldest first; at most a hundred.
     *
     * @return how many
     * @throws StoreException where the database fails
     */
    public int purge() {
        long now = clock.millis();
        String what = "the conversation repository could not remove what has expired";
        List<String> expired = database().alone(what, connection -> {
            try (PreparedStatement statement = database().prepare(connection, EXPIRED, now)) {
                statement.setMaxRows(MOST_EXPIRED);
                List<String> keys = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        keys.add(row.getString(1));
                    }
                }
                return keys;
            }
        });
        int removed = 0;
        for (String key : expired) {
            // one that goes on meanwhile keeps its attachments
            removed += database().transaction(what, connection -> {
                int gone = database().update(connection, REMOVE_EXPIRED, key, now);
                if (gone == 1) {
                    database().update(connection, DETACH_ALL, key);
                }
                return gone;
            });
        }
        return removed;
    }
}
