package io.github.camelopenrouter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Claim;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

import static org.assertj.core.api.Assertions.assertThat;

/** One context, one simulator and one database for all tests of a class; each test has a key of its own. */
abstract class JournalTestSupport {
    static final Duration SOON = Duration.ofSeconds(5);
    static final String PARK = "openrouter:completion?journal=#journal&unanswered=park";
    static final String REGENERATE = "openrouter:completion?journal=#journal&unanswered=regenerate";

    static RunningContext running;
    static OpenRouterSimulator simulator;
    static JdbcGenerationJournal journal;
    private static JdbcConnectionPool database;

    final String key = "ID:" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        database.setMaxConnections(30);
        journal = new JdbcGenerationJournal(database);
        journal.createSchema();
        running = new RunningContext();
        simulator = running.simulator;
        running.context.getRegistry().bind("journal", journal);
    }

    @AfterAll
    static void stop() {
        running.close();
        database.dispose();
    }

    @BeforeEach
    void forget() {
        simulator.reset();
    }

    Exchange send(String uri) {
        return send(uri, "hello");
    }

    Exchange send(String uri, Object body) {
        return running.send(uri, body, Map.of(OpenRouterConstants.JOURNAL_KEY, key));
    }

    /** The keys of the rows of this test's message, in order. */
    List<String> rows() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT journal_key FROM openrouter_journal WHERE journal_key LIKE ? ORDER BY 1")) {
            statement.setString(1, key + "%");
            try (ResultSet row = statement.executeQuery()) {
                List<String> keys = new ArrayList<>();
                while (row.next()) {
                    keys.add(row.getString(1));
                }
                return keys;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T extends Throwable> T failure(Exchange exchange, Class<T> type) {
        assertThat(exchange.getException()).isInstanceOf(type);
        return type.cast(exchange.getException());
    }

    /** The row of a process that sent a request and is gone. */
    void leftBehind(String uri, String generationId) throws InterruptedException {
        RecordedRequest request = sentBy(uri);
        Claim gone = new Claim(key, sha256(request.body()), "gone", "token-" + key);
        journal.begin(gone, Duration.ofMinutes(1));
        journal.answering(gone, generationId);
        journal.unanswered(gone, null);
        simulator.reset();
    }

    private RecordedRequest sentBy(String uri) throws InterruptedException {
        String probe = "probe-" + UUID.randomUUID();
        running.send(uri, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, probe));
        return simulator.takeRequest(SOON);
    }

    static String sha256(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The journal, but for what happens before one of its methods. */
    static GenerationJournal faulty(Consumer<String> before) {
        return faulty(before, method -> {});
    }

    static GenerationJournal faulty(Consumer<String> before, Consumer<String> after) {
        return (GenerationJournal) Proxy.newProxyInstance(
                JournalTestSupport.class.getClassLoader(),
                new Class<?>[] {GenerationJournal.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        default -> before.accept(method.getName());
                    }
                    try {
                        Object result = method.invoke(journal, arguments);
                        after.accept(method.getName());
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Another process, as far as the journal can tell. */
    static final class Other implements AutoCloseable {
        final DefaultCamelContext context = new DefaultCamelContext();
        private final ProducerTemplate template;

        Other() {
            context.disableJMX();
            context.getShutdownStrategy().setTimeout(5);
            OpenRouterComponent component = new OpenRouterComponent();
            component.runtime().setEnvironment(new EnvironmentDefaults(variable -> null));
            component.getConfiguration().setApiKey(RunningContext.KEY);
            component.getConfiguration().setBaseUrl(simulator.baseUrl());
            component.getConfiguration().setModel("openai/gpt-4o-mini");
            context.addComponent("openrouter", component);
            context.getRegistry().bind("journal", journal);
            context.start();
            template = context.createProducerTemplate();
        }

        Exchange send(String uri, String key) {
            Map<String, Object> headers = new HashMap<>();
            headers.put(OpenRouterConstants.JOURNAL_KEY, key);
            return template.request(uri, exchange -> {
                exchange.getIn().setBody("hello");
                exchange.getIn().setHeaders(headers);
            });
        }

        @Override
        public void close() {
            context.stop();
        }
    }
}
