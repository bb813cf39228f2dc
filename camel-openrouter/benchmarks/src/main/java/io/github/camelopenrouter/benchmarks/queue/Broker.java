package io.github.camelopenrouter.benchmarks.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import jakarta.jms.ConnectionFactory;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An Artemis in this JVM that keeps its messages on disk, in a folder of its own that goes with it. */
public final class Broker implements AutoCloseable {
    private final Path folder;
    private final EmbeddedActiveMQ server;
    private final String url;

    /**
     * Starts it.
     *
     * @param acceptor {@code vm://0}, or a TCP address for other processes
     * @param deadLetters where a message goes that was delivered too often
     * @param queues that exist from the beginning
     */
    public Broker(String acceptor, String deadLetters, String... queues) throws Exception {
        url = acceptor;
        folder = Files.createTempDirectory("openrouter-broker");
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .addAcceptorConfiguration("all", acceptor)
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setDeadLetterAddress(SimpleString.of(deadLetters))
                                .setExpiryAddress(SimpleString.of(deadLetters))
                                .setMaxDeliveryAttempts(10)
                                .setRedeliveryDelay(200));
        for (String queue : queues) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST));
        }
        server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
    }

    /** Connections to it; {@code consumerWindowSize=0} keeps a consumer from taking messages that it cannot work on yet. */
    public ConnectionFactory connections() {
        return new ActiveMQConnectionFactory(url + (url.contains("?") ? "&" : "?") + "consumerWindowSize=0");
    }

    /** How many messages a queue holds, those that are being worked on included. */
    public long count(String queue) {
        Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the broker did not stop", e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Broker::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
