package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * The database for journal and budget: one H2 file that all workers reach through this process, so that a worker that is killed
 * takes nothing with it but its connections. Whoever starts it closes it.
 */
final class Database implements AutoCloseable {
    private static final String NAME = "generations";
    private static final String USER = "sa";
    private static final String COST = "SELECT COALESCE(SUM(cost), 0) FROM openrouter_journal WHERE state = 'ANSWERED'";
    private static final String RUNNING = "SELECT COUNT(*) FROM openrouter_journal WHERE state = 'SENT'";

    private final Server server;
    private final JdbcDataSource file;
    /** Keeps the file open; workers come and go. */
    private final Connection open;

    private Database(Server server, JdbcDataSource file, Connection open) {
        this.server = server;
        this.file = file;
        this.open = open;
    }

    /**
     * @param port 0 for a free one
     * @throws MisuseException if the port cannot be used
     */
    static Database start(Path folder, int port) throws SQLException {
        // H2 refuses strangers, but listens for them unless told so before anything else
        System.setProperty("h2.bindAddress", "localhost");
        JdbcDataSource file = new JdbcDataSource();
        // what is committed is on disk when the commit returns, not half a second later
        file.setUrl("jdbc:h2:file:" + folder.resolve(NAME) + ";WRITE_DELAY=0");
        file.setUser(USER);
        Connection open = file.getConnection();
        new JdbcGenerationJournal(file).createSchema();
        new JdbcBudgetStore(file).createSchema();
        try {
            Server server = Server.createTcpServer(
                            "-tcpPort", String.valueOf(port), "-baseDir", folder.toString(), "-tcpDaemon")
                    .start();
            return new Database(server, file, open);
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
        return JdbcConnectionPool.create(url, USER, "");
    }

    GenerationJournal journal() {
        return new JdbcGenerationJournal(file);
    }

    /** What all answers in the journal cost, in US dollars. */
    BigDecimal cost() {
        return number(COST);
    }

    /** Requests that were sent, or are about to be, and are not answered. */
    int running() {
        return number(RUNNING).intValue();
    }

    private BigDecimal number(String sql) {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBigDecimal(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The journal cannot be read: " + e.getMessage(), e);
        }
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
