package io.github.camelopenrouter.integration;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import org.h2.tools.Server;

/** A database in this JVM, for programs in others. It forgets everything when it is closed. */
final class Database implements AutoCloseable {
    private final String name = "mem:" + UUID.randomUUID();
    private final Server server;
    private final Connection keeper;

    private Database() throws SQLException {
        keeper = DriverManager.getConnection("jdbc:h2:" + name, "sa", "");
        server = Server.createTcpServer("-tcpPort", "0").start();
    }

    static Database start() throws SQLException {
        return new Database();
    }

    /** Where other processes find it; user {@code sa}, no password. */
    String url() {
        return "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + name;
    }

    /** The only value of a query. */
    BigDecimal number(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        }
    }

    void update(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        server.stop();
        keeper.close();
    }
}
