package io.github.camelopenrouter.examples.messagequeue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;
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
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/** A worker's routes between a broker inside this JVM and a simulator. */
final class Stage implements AutoCloseable {
    private static final String URL = "vm://0";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    final Broker broker = Broker.inMemory(Duration.ofMillis(200));
    final DefaultCamelContext camel = new DefaultCamelContext();
    final List<String> surrenders = new CopyOnWriteArrayList<>();

    private final ActiveMQConnectionFactory connections = Messaging.connectionFactory(URL);

    /** @param unanswered {@code regenerate} or {@code park} */
    Stage(String unanswered) throws Exception {
        Settings settings =
                new Settings(Map.of(Settings.BASE_URL, simulator.baseUrl(), Settings.MODEL, "openai/gpt-4o-mini")::get);
        JmsComponent jms = Messaging.component(connections);
        camel.addComponent("jms", jms);
        camel.addComponent("openrouter", settings.component());
        DataSource database = Database.pool("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
        journal.createSchema();
        JdbcBudgetStore budgets = new JdbcBudgetStore(database);
        budgets.createSchema();
        camel.getRegistry().bind("journal", journal);
        camel.getRegistry().bind("budgets", budgets);
        camel.addRoutes(
                new WorkerRoutes(new WorkerSettings(URL, "", 2, unanswered, "1.00/day", 1_000), surrenders::add));
        camel.addRoutes(new ReconcileRoutes(journal));
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

    /** What was asked of a model, in order; requests that look something up are none. */
    List<RecordedRequest> calls() {
        return simulator.requests().stream().filter(Stage::isCall).toList();
    }

    private static boolean isCall(RecordedRequest request) {
        return request.path().endsWith("/chat/completions");
    }

    /** From now on each call fails. */
    void refuseCalls(int status, String message) {
        Reply refusal = Reply.json(status, "{\"error\":{\"message\":\"" + message + "\",\"code\":" + status + "}}");
        simulator.replyWith(request -> isCall(request) ? refusal : null);
    }

    void awaitCalls(int number) {
        Awaitility.await("calls").atMost(PATIENCE).until(() -> calls().size() >= number);
    }

    @Override
    public void close() {
        camel.stop();
        broker.close();
        simulator.close();
    }
}
