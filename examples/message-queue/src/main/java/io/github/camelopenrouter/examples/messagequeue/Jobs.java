package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;

/**
 * The jobs of this example, sent by a program that knows neither Camel nor OpenRouter: the text of a message is the prompt, and
 * its property {@code model} the model, if the worker's own is not wanted.
 */
public final class Jobs {
    private static final int TOO_LONG = 100_000;
    private static final int JOBS = 10;
    private static final int MOST_JOBS = 10_000;
    private static final List<String> OPTIONS = List.of("broker", "jobs", "poison");

    private Jobs() {}

    /** Sends some jobs to a broker that runs elsewhere. */
    public static void main(String[] args) {
        Terminal.exit(run(System.out, System.err, args));
    }

    /** Everything but leaving the JVM. Returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... args) {
        return Terminal.run(err, () -> {
            Options options = Options.parse(List.of(OPTIONS), args);
            int jobs = options.number("jobs", JOBS, 1, MOST_JOBS);
            int poison = options.number("poison", 1, 0, jobs);
            send(options.text("broker", "tcp://localhost:61616"), jobs, poison);
            out.println("Sent " + jobs + " jobs, " + poison + " of them poison");
            return 0;
        });
    }

    /**
     * Sends all of them in one transaction.
     *
     * @param poison how many of them can never be answered, half because of their model, half because of their length
     * @return their {@code JMSMessageID}s
     */
    static List<String> send(String broker, int jobs, int poison) throws JMSException {
        List<String> ids = new ArrayList<>();
        try (JMSContext context = Messaging.connectionFactory(broker).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue(Broker.JOBS);
            for (int i = 0; i < jobs; i++) {
                TextMessage job = job(context, i, poisonous(i, jobs, poison));
                context.createProducer().send(queue, job);
                ids.add(job.getJMSMessageID());
            }
            context.commit();
        }
        return ids;
    }

    private static TextMessage job(JMSContext context, int number, int poison) throws JMSException {
        String prompt = "Tell in 2 sentences what is remarkable about the number " + (number + 1) + ".";
        if (poison > 0 && poison % 2 == 0) {
            return context.createTextMessage(prompt + " all of it".repeat(TOO_LONG / 10));
        }
        TextMessage job = context.createTextMessage(prompt);
        if (poison > 0) {
            job.setStringProperty("model", "nobody/nothing");
        }
        return job;
    }

    /** Spreads the poison evenly: the number of this one among them, from 1; 0 if it is a good one. */
    private static int poisonous(int number, int jobs, int poison) {
        int before = number * poison / jobs;
        int after = (number + 1) * poison / jobs;
        return after > before ? after : 0;
    }
}
