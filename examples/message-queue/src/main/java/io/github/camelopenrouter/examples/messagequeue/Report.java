package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** What came of a run. */
record Report(int jobs, int results, int dead, int duplicates, int lost) {
    private static final long WAIT_MILLIS = 500;

    /** Takes all results and dead letters from their queues. */
    static Report of(Surroundings surroundings, List<String> jobs) throws JMSException {
        String broker = surroundings.broker().url();
        List<String> results = take(broker, Broker.RESULTS);
        List<String> dead = take(broker, Broker.DEAD);
        List<String> ended = new ArrayList<>(results);
        ended.addAll(dead);
        Set<String> distinct = new HashSet<>(ended);
        Set<String> lost = new HashSet<>(jobs);
        lost.removeAll(distinct);
        return new Report(jobs.size(), results.size(), dead.size(), ended.size() - distinct.size(), lost.size());
    }

    private static List<String> take(String broker, String queue) throws JMSException {
        List<String> ids = new ArrayList<>();
        try (JMSContext context = Messaging.connectionFactory(broker).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message m = consumer.receive(WAIT_MILLIS); m != null; m = consumer.receive(WAIT_MILLIS)) {
                ids.add(m.getJMSCorrelationID());
            }
        }
        return ids;
    }

    boolean isGood() {
        return lost == 0 && duplicates == 0;
    }

    void print(PrintStream out) {
        out.println();
        line(out, "Jobs sent", jobs);
        line(out, "Results", results);
        line(out, "Dead letters", dead);
        line(out, "Duplicates", duplicates);
        line(out, "Lost", lost);
    }

    private static void line(PrintStream out, String what, int number) {
        out.println(String.format(Locale.ROOT, "%-34s %6d", what, number));
    }
}
