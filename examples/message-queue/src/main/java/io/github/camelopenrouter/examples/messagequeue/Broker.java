package io.github.camelopenrouter.examples.messagequeue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An ActiveMQ Artemis inside this JVM, with the four queues of this example. Whoever starts it closes it. */
final class Broker implements AutoCloseable {
    static final String JOBS = "jobs";
    static final String RESULTS = "results";
    static final String DEAD = "dead";
    static final String RECONCILE = "reconcile";

    private static final List<String> QUEUES = List.of(JOBS, RESULTS, DEAD, RECONCILE);
    private static final int JOURNAL_FILE = 1024 * 1024;

    private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();
    private final Configuration configuration = new ConfigurationImpl();

    private Broker() {}

    /**
     * One that keeps its messages on disk, and listens on localhost.
     *
     * @param port 0 for a free one
     * @throws MisuseException if the port cannot be used
     */
    static Broker start(Path folder, int port, Duration redeliveryDelay) throws Exception {
        Broker broker = new Broker();
        broker.configuration
                .setPersistenceEnabled(true)
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setJournalDirectory(folder.resolve("journal").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(JOURNAL_FILE)
                .addAcceptorConfiguration("tcp", "tcp://localhost:" + free(port) + "?protocols=CORE");
        broker.run(redeliveryDelay);
        return broker;
    }

    /** One inside this JVM alone that forgets everything when it is closed, and delivers again sooner: for tests. */
    static Broker inMemory(Duration redeliveryDelay) throws Exception {
        Broker broker = new Broker();
        broker.configuration.setPersistenceEnabled(false).addAcceptorConfiguration("vm", "vm://0");
        broker.run(redeliveryDelay);
        return broker;
    }

    private void run(Duration redeliveryDelay) throws Exception {
        configuration
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                // by default a disk that is 90 per cent full stops every sender
                .setMaxDiskUsage(-1)
                .addAddressSetting("#", redelivery(redeliveryDelay));
        for (String queue : QUEUES) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST));
        }
        artemis.setConfiguration(configuration);
        artemis.start();
    }

    // tag::redelivery[]
    /** What happens to a message whose transaction was rolled back, or whose consumer died. */
    private static AddressSettings redelivery(Duration delay) {
        return new AddressSettings()
                // What failed five times goes to the dead letter address. A delivery whose consumer was killed
                // counts, so a job that kills its workers comes to an end, too
                .setMaxDeliveryAttempts(5)
                .setDeadLetterAddress(SimpleString.of(DEAD))
                // Longer than a generation takes: a worker that is killed leaves a request behind that OpenRouter
                // still works on. Repeated after that, it is answered from the response cache; repeated before,
                // it is paid twice. Each further delay is twice as long: a busy service needs that
                .setRedeliveryDelay(delay.toMillis())
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(600_000)
                // All jobs of a worker that died come back at the same moment otherwise
                .setRedeliveryCollisionAvoidanceFactor(0.2)
                // A name with a typo is an error, not a new queue that nobody reads
                .setAutoCreateQueues(false)
                .setAutoCreateAddresses(false);
    }
    // end::redelivery[]

    /** Where workers find it: {@code tcp://localhost:PORT}. */
    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) artemis.getActiveMQServer().getRemotingService().getAcceptor("tcp");
        return "tcp://localhost:" + acceptor.getActualPort();
    }

    /** Messages in the queue, those in delivery included. */
    long messages(String queue) {
        return queue(queue).getMessageCount();
    }

    /** Messages that a consumer has and did not acknowledge yet. */
    int delivering(String queue) {
        return queue(queue).getDeliveringCount();
    }

    EmbeddedActiveMQ artemis() {
        return artemis;
    }

    private Queue queue(String name) {
        return artemis.getActiveMQServer().locateQueue(name);
    }

    /** The broker itself would only log that it cannot listen. */
    private static int free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() == port ? port : 0;
        } catch (IOException e) {
            throw new MisuseException("The port " + port + " of localhost cannot be used (" + e.getMessage()
                    + "). Name another one, or 0 for a free one");
        }
    }

    @Override
    public void close() {
        try {
            artemis.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The broker did not stop", e);
        }
    }
}
