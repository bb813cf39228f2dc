package io.github.camelopenrouter.integration;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    @Override
    public void close() throws SQLException {
        server.stop();
        keeper.close();
    }
}
