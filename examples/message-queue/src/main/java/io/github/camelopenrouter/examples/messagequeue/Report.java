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

/**
 * What came of a run.
 *
 * @param duplicates results and dead letters of jobs that have another one
 * @param lost jobs without a result and without a dead letter
 * @param bill null where the real service answered
 */
record Report(int jobs, int results, int dead, int duplicates, int lost, Bill bill) {
    /**
     * Takes all results and dead letters from their queues.
     *
     * @param jobs the {@code JMSMessageID}s of all that were sent
     */
    static Report of(Surroundings surroundings, List<String> jobs) throws JMSException {
        String broker = surroundings.broker().url();
        List<String> results = take(broker, Broker.RESULTS);
        List<String> dead = take(broker, Broker.DEAD);
        List<String> ended = new ArrayList<>(results);
        ended.addAll(dead);
        Set<String> distinct = new HashSet<>(ended);
        Set<String> lost = new HashSet<>(jobs);
        lost.removeAll(distinct);
        return new Report(
                jobs.size(),
                results.size(),
                dead.size(),
                ended.size() - distinct.size(),
                lost.size(),
                surroundings.simulator() == null
                        ? null
                        : Bill.of(surroundings.simulator().billedGenerations()));
    }

    /** The jobs that the messages of a queue belong to. */
    private static List<String> take(String broker, String queue) throws JMSException {
        List<String> ids = new ArrayList<>();
        try (JMSContext context = Messaging.connectionFactory(broker).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                ids.add(m.getJMSCorrelationID());
            }
        }
        return ids;
    }

    boolean isGood() {
        return lost == 0 && duplicates == 0 && (bill == null || bill.twice() == 0);
    }

    void print(PrintStream out) {
        out.println();
        line(out, "Jobs sent", jobs, "");
        line(out, "Results", results, "");
        line(out, "Dead letters", dead, "");
        line(out, "Duplicates", duplicates, "");
        line(out, "Lost", lost, "");
        if (bill != null) {
            line(
                    out,
                    "Generations billed",
                    bill.generations(),
                    "$" + bill.cost().toPlainString());
            line(out, "Repeated from the response cache", bill.repeated(), "$0");
            line(out, "Paid twice", bill.twice(), "");
        }
        out.println();
        out.println("Nothing lost, nothing paid twice: " + (isGood() ? "yes" : "no"));
    }

    private static void line(PrintStream out, String what, long number, String money) {
        out.println(
                String.format(Locale.ROOT, "%-34s %6d  %s", what, number, money).stripTrailing());
    }
}
