package io.github.camelopenrouter.examples.messagequeue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;

/**
 * The database for journal and budget: one H2 file that all workers reach through this process, so that a worker that is killed
 * takes nothing with it but its connections. Whoever starts it closes it.
 */
final class Database implements AutoCloseable {
    private static final String NAME = "generations";

    private final Server server;
    /** Keeps the file open; workers come and go. */
    private final Connection open;

    private Database(Server server, Connection open) {
        this.server = server;
        this.open = open;
    }

    /**
     * @param port 0 for a free one
     * @throws MisuseException if the port cannot be used
     */
    static Database start(Path folder, int port) throws SQLException {
        // H2 refuses others, but listens for them unless told so
        System.setProperty("h2.bindAddress", "localhost");
        // what is committed is on disk when the commit returns, not half a second later
        Connection open =
                DriverManager.getConnection("jdbc:h2:file:" + folder.resolve(NAME) + ";WRITE_DELAY=0", "sa", "");
        try {
            Server server = Server.createTcpServer(
                            "-tcpPort", String.valueOf(port), "-baseDir", folder.toString(), "-tcpDaemon")
                    .start();
            return new Database(server, open);
        } catch (SQLException e) {
            open.close();
            throw new MisuseException("The port " + port
                    + " of localhost cannot be used for the database. Name another one, or 0 for a free one");
        }
    }

    /** Where workers find it. */
    String url() {
        return "jdbc:h2:tcp://localhost:" + server.getPort() + "/./" + NAME;
    }

    /** A pool of connections for one worker. */
    static DataSource pool(String url) {
        return JdbcConnectionPool.create(url, "sa", "");
    }

    @Override
    public void close() {
        server.stop();
        try {
            open.close();
        } catch (SQLException e) {
            throw new IllegalStateException("The database did not close", e);
        }
    }
}
