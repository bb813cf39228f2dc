package io.github.camelopenrouter.examples.kafka;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

import io.github.camelopenrouter.store.JdbcGenerationJournal;

/** The demo's database: H2 in this JVM, in memory, reached by the workers over TCP on loopback. Whoever starts it closes it. */
final class JournalDatabase implements AutoCloseable {
    private final Server server;
    private final JdbcDataSource source = new JdbcDataSource();
    /** A database in memory is there as long as somebody is connected. */
    private final Connection keeper;

    /** @param cost in US dollars */
    record Sum(long count, BigDecimal cost) {}

    private JournalDatabase(Server server) throws SQLException {
        this.server = server;
        source.setURL("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:journal" + server.getPort());
        keeper = source.getConnection();
        new JdbcGenerationJournal(source).createSchema();
    }

    /** Starts one with an empty journal. */
    static JournalDatabase start() throws SQLException {
        // read once, by the first of its servers in this JVM
        System.setProperty("h2.bindAddress", "127.0.0.1");
        return new JournalDatabase(
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start());
    }

    /** What workers connect to. */
    String url() {
        return source.getURL();
    }

    /** The answers in the journal, and what they cost together. */
    Sum answered() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery(
                        "SELECT COUNT(*), COALESCE(SUM(cost), 0) FROM openrouter_journal WHERE state = 'ANSWERED'")) {
            sum.next();
            return new Sum(sum.getLong(1), sum.getBigDecimal(2).stripTrailingZeros());
        }
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            // it ends with the server
        }
        server.stop();
    }
}
