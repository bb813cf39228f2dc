package io.github.camelopenrouter.benchmarks.queue;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** Jobs in, texts out: taken, answered and published in one local transaction. */
public final class QueueRoute implements AutoCloseable {
    private static final String PROMPT = "Tell me of foxes";

    private final CamelContext context = new DefaultCamelContext();
    private final Broker broker;
    private final AtomicLong done = new AtomicLong();

    /** Starts it; each consumer holds one job, and one thread, from its delivery to its commit. */
    public QueueRoute(Broker broker, int consumers, String openrouter) throws Exception {
        this.broker = broker;
        context.addComponent("jms", JmsComponent.jmsComponent(broker.connections()));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:queue:jobs?transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER"
                                + "&concurrentConsumers=" + consumers)
                        .to(openrouter)
                        .to("jms:queue:results")
                        .process(exchange -> done.incrementAndGet());
            }
        });
        context.start();
    }

    /** How many were answered and published. */
    public long done() {
        return done.get();
    }

    /** Puts this many jobs into the queue. */
    public void fill(int jobs) throws JMSException {
        try (Connection connection = broker.connections().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("jobs"))) {
            for (int i = 0; i < jobs; i++) {
                producer.send(session.createTextMessage(PROMPT));
            }
            session.commit();
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
