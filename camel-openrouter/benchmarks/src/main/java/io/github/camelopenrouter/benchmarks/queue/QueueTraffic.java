package io.github.camelopenrouter.benchmarks.queue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** Sends jobs, one in fifty of them hopeless, and counts what becomes of them. Sent by one thread. */
public final class QueueTraffic implements AutoCloseable {
    private static final int HOPELESS = 50;
    private static final int TENANTS = 5;

    private final Connection connection;
    private final Session sending;
    private final MessageProducer jobs;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong results = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong twice = new AtomicLong();
    private long sent;

    /** Begins to count at once. */
    public QueueTraffic(Broker broker) throws JMSException {
        connection = broker.connections().createConnection();
        sending = connection.createSession(true, Session.SESSION_TRANSACTED);
        jobs = sending.createProducer(sending.createQueue("jobs"));
        jobs.setDeliveryMode(DeliveryMode.PERSISTENT);
        count("results", results);
        count("dead", dead);
        connection.start();
    }

    private void count(String queue, AtomicLong counter) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        session.createConsumer(session.createQueue(queue)).setMessageListener(message -> {
            counter.incrementAndGet();
            if (!seen.add(job(message))) {
                twice.incrementAndGet();
            }
        });
    }

    private static String job(Message message) {
        try {
            return message.getStringProperty("job");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends that many. */
    public void send(int count) throws JMSException {
        for (int i = 0; i < count; i++) {
            Message message = sending.createTextMessage("Tell me of fox number " + sent + " in 3 sentences");
            message.setStringProperty("job", "job-" + sent);
            message.setStringProperty("tenant", "tenant-" + sent % TENANTS);
            message.setStringProperty("kind", sent % 3 == 0 ? "stream" : "completion");
            message.setStringProperty("model", sent % HOPELESS == 0 ? "nobody/no-such-model" : "openai/gpt-4o-mini");
            jobs.send(message);
            sent++;
        }
        sending.commit();
    }

    /** How many jobs were sent. */
    public long sent() {
        return sent;
    }

    /** How many became a text. */
    public long results() {
        return results.get();
    }

    /** How many were given up. */
    public long dead() {
        return dead.get();
    }

    /** How many came out more than once, of those. */
    public long twice() {
        return twice.get();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
