package io.github.camelopenrouter.examples.messagequeue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.TextMessage;

import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.core.settings.HierarchicalRepository;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** A worker's routes between a broker inside this JVM and a simulator. */
final class Stage implements AutoCloseable {
    private static final String URL = "vm://0";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    final Broker broker = Broker.inMemory(Duration.ofMillis(200));
    final DefaultCamelContext camel = new DefaultCamelContext();
    final List<String> surrenders = new CopyOnWriteArrayList<>();

    private final ActiveMQConnectionFactory connections = Messaging.connectionFactory(URL);

    Stage() throws Exception {
        Settings settings =
                new Settings(Map.of(Settings.BASE_URL, simulator.baseUrl(), Settings.MODEL, "openai/gpt-4o-mini")::get);
        JmsComponent jms = Messaging.component(connections);
        camel.addComponent("jms", jms);
        camel.addComponent("openrouter", settings.component());
        camel.addRoutes(new WorkerRoutes(new WorkerSettings(URL, "", 2, 1_000), surrenders::add));
    }

    Stage start() {
        camel.start();
        return this;
    }

    /** Returns its {@code JMSMessageID}. */
    String send(String queue, String text, Map<String, String> properties) throws JMSException {
        try (JMSContext context = connections.createContext()) {
            TextMessage message = context.createTextMessage(text);
            for (Map.Entry<String, String> property : properties.entrySet()) {
                message.setStringProperty(property.getKey(), property.getValue());
            }
            JMSProducer producer = context.createProducer();
            producer.send(context.createQueue(queue), message);
            return message.getJMSMessageID();
        }
    }

    String job(String text) throws JMSException {
        return send(Broker.JOBS, text, Map.of());
    }

    /** The next message of a queue; fails if there is none in time. */
    TextMessage take(String queue) {
        try (JMSContext context = connections.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            TextMessage message = (TextMessage) consumer.receive(PATIENCE.toMillis());
            if (message == null) {
                throw new AssertionError("There is nothing in " + queue);
            }
            return message;
        }
    }

    /** From now on nothing more can be sent to the queue. */
    void fill(String queue) throws JMSException {
        settings()
                .addMatch(
                        queue,
                        new AddressSettings()
                                .setMaxSizeBytes(1)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL));
        send(queue, "filler", Map.of());
    }

    /** Takes {@link #fill} back. */
    void empty(String queue) {
        settings().removeMatch(queue);
        take(queue);
    }

    private HierarchicalRepository<AddressSettings> settings() {
        return broker.artemis().getActiveMQServer().getAddressSettingsRepository();
    }

    /** Cuts all connections, as a network does. */
    void loseConnections() {
        for (RemotingConnection connection :
                broker.artemis().getActiveMQServer().getRemotingService().getConnections()) {
            connection.fail(new ActiveMQDisconnectedException("the test cut it"));
        }
    }

    void awaitMessages(String queue, long number) {
        Awaitility.await("messages in " + queue)
                .atMost(PATIENCE)
                .until(() -> broker.messages(queue), messages -> messages == number);
    }

    void awaitRequests(int number) {
        Awaitility.await("requests")
                .atMost(PATIENCE)
                .until(() -> simulator.requests().size() >= number);
    }

    @Override
    public void close() {
        camel.stop();
        broker.close();
        simulator.close();
    }
}
