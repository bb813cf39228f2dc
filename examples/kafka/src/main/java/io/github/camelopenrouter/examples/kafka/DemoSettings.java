package io.github.camelopenrouter.examples.kafka;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the demo can be told.
 *
 * @param jobs how many are sent
 * @param requestsPerMinute of all workers together
 * @param brokers of Kafka; null to start one
 */
record DemoSettings(int jobs, int requestsPerMinute, String brokers) {
    static final String USAGE = "--jobs N --requests-per-minute N --bootstrap-servers HOST:PORT[,HOST:PORT]";

    private static final Pattern ADDRESSES = Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*");

    /** Fewer are done before the third worker is there. */
    private static final int FEWEST_JOBS = 20;

    /** @throws IllegalArgumentException if an argument is unknown or no such value; the message is one line */
    static DemoSettings of(String... arguments) {
        int jobs = 60;
        int requestsPerMinute = 180;
        String brokers = null;
        for (Iterator<String> names = List.of(arguments).iterator(); names.hasNext(); ) {
            String name = names.next();
            switch (name) {
                case "--jobs" -> jobs = Numbers.positive(name, value(name, names));
                case "--requests-per-minute" -> requestsPerMinute = Numbers.positive(name, value(name, names));
                case "--bootstrap-servers" -> brokers = addresses(name, value(name, names));
                default -> throw new IllegalArgumentException("There is no option " + name + ". There are " + USAGE);
            }
        }
        if (jobs < FEWEST_JOBS) {
            throw new IllegalArgumentException("--jobs must be at least " + FEWEST_JOBS
                    + ": with fewer, all are done before a third worker and a kill show anything");
        }
        return new DemoSettings(jobs, requestsPerMinute, brokers);
    }

    private static String addresses(String name, String text) {
        if (!ADDRESSES.matcher(text).matches() || Stream.of(text.split(",")).anyMatch(DemoSettings::hasNoPort)) {
            throw new IllegalArgumentException(
                    name + " must be HOST:PORT, or several with commas between, not " + text);
        }
        return text;
    }

    private static boolean hasNoPort(String address) {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        return port < 1 || port > 65_535;
    }

    private static String value(String name, Iterator<String> arguments) {
        if (!arguments.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value. There are " + USAGE);
        }
        return arguments.next();
    }
}
