package io.github.camelopenrouter.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;

/** An ActiveMQ Artemis in this JVM, for workers in others. It forgets everything when it is closed. */
final class Broker implements AutoCloseable {
    static final String DEAD = "dead";
    static final String GENERATION = "generation";

    private static final int DELIVERIES = 5;

    private static final Duration REDELIVERY_DELAY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory connections;

    private Broker() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                // by default a disk that is 90 per cent full stops every sender
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("tcp", "tcp://localhost:0?protocols=CORE")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setMaxDeliveryAttempts(DELIVERIES)
                                .setRedeliveryDelay(REDELIVERY_DELAY.toMillis())
                                .setDeadLetterAddress(SimpleString.of(DEAD))
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false));
        artemis.setConfiguration(configuration);
        artemis.start();
        connections = new ActiveMQConnectionFactory(url());
    }

    static Broker start() throws Exception {
        return new Broker();
    }

    /** Where workers find it. */
    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) artemis.getActiveMQServer().getRemotingService().getAcceptor("tcp");
        return "tcp://localhost:" + acceptor.getActualPort();
    }

    void send(String queue, String text) {
        try (JMSContext context = connections.createContext()) {
            context.createProducer().send(context.createQueue(queue), text);
        }
    }

    /** Takes everything that lies in the queue. */
    List<Taken> take(String queue) {
        List<Taken> taken = new ArrayList<>();
        try (JMSContext context = connections.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                taken.add(new Taken(next.getBody(String.class), next.getStringProperty(GENERATION)));
            }
        } catch (JMSException e) {
            throw new IllegalStateException("a message of another kind", e);
        }
        return taken;
    }

    /**
     * A message.
     *
     * @param generation id of a generation; null where it names none
     */
    record Taken(String text, String generation) {}

    /** Drops everything that is in the queue, whenever it is to be delivered. */
    void clear(String queue) throws Exception {
        find(queue).deleteAllReferences();
    }

    /** Returns once so many are in the queue, those in delivery included. */
    void awaitMessages(String queue, long number) {
        Awaitility.await("messages in " + queue)
                .atMost(PATIENCE)
                .until(() -> messages(queue), found -> found == number);
    }

    /** Returns once consumers have so many of the queue's messages, and did not acknowledge them. */
    void awaitDelivering(String queue, int number) {
        Awaitility.await("messages of " + queue + " in delivery")
                .atMost(PATIENCE)
                .until(() -> delivering(queue), found -> found == number);
    }

    /** Messages in the queue, those in delivery included. */
    long messages(String queue) {
        Queue found = find(queue);
        return found == null ? 0 : found.getMessageCount();
    }

    /** Messages that a consumer has and did not acknowledge yet. */
    int delivering(String queue) {
        Queue found = find(queue);
        return found == null ? 0 : found.getDeliveringCount();
    }

    @Override
    public void close() {
        connections.close();
        try {
            artemis.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not stop", e);
        }
    }

    private Queue find(String queue) {
        return artemis.getActiveMQServer().locateQueue(queue);
    }
}
