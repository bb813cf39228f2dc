package io.github.camelopenrouter.internal.journal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.store.StoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresJournalTest extends JournalContract {
    private static EmbeddedPostgres database;
    private static JdbcGenerationJournal journal;

    @BeforeAll
    static void start() {
        try {
            database = EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException e) {
            // it refuses to run as root where the kernel gives no user namespace, and has no binary for every platform
            Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
        journal = new JdbcGenerationJournal(database.getPostgresDatabase());
        journal.createSchema();
    }

    @AfterAll
    static void stop() throws IOException {
        if (database != null) {
            database.close();
        }
    }

    @Override
    GenerationJournal journal() {
        return journal;
    }

    @Override
    DataSource database() {
        return database.getPostgresDatabase();
    }

    /** The database's machine is gone, or the network is: nothing comes back, not even that the statement was cancelled. */
    @Test
    void a_database_that_is_frozen_is_left_soon_after_the_statement_timeout() throws Exception {
        try (Wire wire = new Wire(database.getPort())) {
            PGSimpleDataSource direct = new PGSimpleDataSource();
            direct.setServerNames(new String[] {"localhost"});
            direct.setPortNumbers(new int[] {wire.port()});
            direct.setUser("postgres");
            direct.setDatabaseName("postgres");
            try (Connection connection = direct.getConnection()) {
                JdbcGenerationJournal frozen = new JdbcGenerationJournal(pooling(connection), Duration.ofSeconds(1));
                assertThat(frozen.find("key")).isEmpty();
                wire.freeze();

                long start = System.nanoTime();
                assertThatThrownBy(() -> frozen.find("key"))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.isRetryable()).isTrue());
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            }
        }
    }

    /** A pool of one connection, which its user cannot close. */
    private static DataSource pooling(Connection connection) {
        ClassLoader loader = PostgresJournalTest.class.getClassLoader();
        Connection pooled = (Connection) Proxy.newProxyInstance(
                loader, new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource)
                Proxy.newProxyInstance(loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> pooled);
    }

    /** What lies between a client and the database. */
    private static final class Wire implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0);
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private volatile boolean frozen;

        Wire(int port) throws IOException {
            thread(() -> {
                while (true) {
                    Socket client = server.accept();
                    Socket behind = new Socket("localhost", port);
                    sockets.add(client);
                    sockets.add(behind);
                    thread(() -> pass(client, behind));
                    thread(() -> pass(behind, client));
                }
            });
        }

        private interface Io {
            void run() throws IOException;
        }

        private static void thread(Io task) {
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    // a socket was closed: the test is over
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void pass(Socket from, Socket to) throws IOException {
            byte[] buffer = new byte[8192];
            for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
                if (!frozen) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        void freeze() {
            frozen = true;
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
