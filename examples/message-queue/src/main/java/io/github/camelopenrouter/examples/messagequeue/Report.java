package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Entry;
import io.github.camelopenrouter.store.GenerationJournal.State;

/**
 * What came of a run.
 *
 * @param duplicates results and dead letters of jobs that have another one
 * @param lost jobs without a result and without a dead letter
 * @param answers in the journal
 * @param cost of these, in US dollars
 * @param chargedAgain answers that were paid although their request had been sent before: it may have been paid, too
 * @param bill null where the real service answered, which tells the bill on its own pages
 */
record Report(
        int jobs,
        int results,
        int dead,
        int duplicates,
        int lost,
        int answers,
        BigDecimal cost,
        long chargedAgain,
        Bill bill) {

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
        List<Entry> answers = answers(surroundings.database().journal(), jobs);
        return new Report(
                jobs.size(),
                results.size(),
                dead.size(),
                ended.size() - distinct.size(),
                lost.size(),
                answers.size(),
                answers.stream()
                        .map(answer -> answer.cost() == null ? BigDecimal.ZERO : answer.cost())
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                answers.stream()
                        .filter(answer -> answer.attempts() > 1
                                && answer.cost() != null
                                && answer.cost().signum() > 0)
                        .count(),
                surroundings.simulator() == null
                        ? null
                        : Bill.of(
                                surroundings.simulator().billedGenerations(),
                                answers.stream().map(Entry::generationId).collect(Collectors.toSet())));
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

    private static List<Entry> answers(GenerationJournal journal, List<String> jobs) {
        List<Entry> answers = new ArrayList<>();
        for (String job : jobs) {
            journal.find(job).filter(entry -> entry.state() == State.ANSWERED).ifPresent(answers::add);
        }
        return answers;
    }

    boolean isGood() {
        return lost == 0 && duplicates == 0 && isPaidOnce();
    }

    /** Each answer is paid, and what else was paid is what the killed worker did not get. */
    private boolean isPaidOnce() {
        return bill == null
                ? chargedAgain == 0
                : bill.twice() == 0 && bill.cost().compareTo(cost.add(bill.cutCost())) == 0;
    }

    void print(PrintStream out) {
        out.println();
        line(out, "Jobs sent", jobs, "");
        line(out, "Results", results, "");
        line(out, "Dead letters", dead, "");
        line(out, "Lost", lost, "");
        line(out, "Duplicates", duplicates, "");
        if (bill != null) {
            line(out, "Generations billed", bill.generations(), dollars(bill.cost()));
            line(out, "  of these cut by the kill", bill.cut(), dollars(bill.cutCost()));
        }
        line(out, "Answers in the journal", answers, dollars(cost));
        if (bill != null) {
            line(out, "  of these repeated from the cache", bill.repeated(), dollars(BigDecimal.ZERO));
            line(out, "Paid twice", bill.twice(), "");
        } else {
            line(out, "  of these perhaps paid twice", chargedAgain, "");
        }
        out.println();
        out.println("Nothing lost, nothing paid twice: " + (isGood() ? "yes" : "no"));
    }

    private static String dollars(BigDecimal amount) {
        return "$" + amount.stripTrailingZeros().toPlainString();
    }

    private static void line(PrintStream out, String what, long number, String money) {
        out.println(
                String.format(Locale.ROOT, "%-36s %6d  %s", what, number, money).stripTrailing());
    }
}
