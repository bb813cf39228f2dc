package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker must be told. All workers of a group are told the same, but for name and port.
 *
 * @param name tells the workers of a group apart; a worker that comes back brings the same name
 * @param brokers what Kafka calls {@code bootstrap.servers}
 * @param prefix of the names of topics and consumer groups
 * @param lanes jobs at a time
 * @param attempts how often a job is tried before it is given up
 * @param totalTimeout of one generation
 * @param queueTimeout how long a generation waits for its turn under the limit
 * @param longestDelay of a retry
 * @param sessionTimeout after which a worker that is not heard of counts as dead
 * @param baseUrl of the API; null for OpenRouter itself
 * @param journal JDBC URL of the journal; null for none
 * @param requestsPerMinute of all workers together; null for no limit
 * @param members of the cluster that shares the limit, {@code host:port}, this one first
 */
record WorkerSettings(
        String name,
        String brokers,
        String prefix,
        int lanes,
        int attempts,
        Duration totalTimeout,
        Duration queueTimeout,
        Duration longestDelay,
        Duration sessionTimeout,
        String baseUrl,
        String journal,
        Integer requestsPerMinute,
        List<String> members) {

    /**
     * Reads {@code name=value}, one an argument.
     *
     * @throws IllegalArgumentException if one is missing, unknown or no such value; the message is one line
     */
    static WorkerSettings of(String... arguments) {
        Map<String, String> values = new TreeMap<>();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException("A worker's arguments are name=value, not " + argument);
            }
            if (values.put(argument.substring(0, sign), argument.substring(sign + 1)) != null) {
                throw new IllegalArgumentException("A worker is told " + argument.substring(0, sign) + " twice");
            }
        }
        Reader reader = new Reader(values);
        WorkerSettings settings = new WorkerSettings(
                reader.text("name"),
                reader.text("brokers"),
                reader.text("prefix"),
                reader.number("lanes", 4),
                reader.number("attempts", 3),
                reader.duration("totalTimeout", Duration.ofMinutes(2)),
                reader.duration("queueTimeout", Duration.ofMinutes(1)),
                reader.duration("longestDelay", Duration.ofSeconds(30)),
                reader.duration("sessionTimeout", Duration.ofSeconds(45)),
                values.remove("baseUrl"),
                values.remove("journal"),
                values.containsKey("requestsPerMinute") ? reader.number("requestsPerMinute", 1) : null,
                reader.list("members"));
        if (!values.isEmpty()) {
            throw new IllegalArgumentException("A worker knows no setting " + values.keySet());
        }
        return settings;
    }

    /** The reverse of {@link #of}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "name=" + name,
                "brokers=" + brokers,
                "prefix=" + prefix,
                "lanes=" + lanes,
                "attempts=" + attempts,
                "totalTimeout=" + totalTimeout,
                "queueTimeout=" + queueTimeout,
                "longestDelay=" + longestDelay,
                "sessionTimeout=" + sessionTimeout,
                "members=" + String.join(",", members)));
        if (baseUrl != null) {
            arguments.add("baseUrl=" + baseUrl);
        }
        if (journal != null) {
            arguments.add("journal=" + journal);
        }
        if (requestsPerMinute != null) {
            arguments.add("requestsPerMinute=" + requestsPerMinute);
        }
        return arguments;
    }

    Topics topics() {
        return Topics.of(prefix);
    }

    private record Reader(Map<String, String> values) {
        private static final Duration LONGEST = Duration.ofDays(1);

        String text(String name) {
            String value = values.remove(name);
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("A worker needs " + name + "=...");
            }
            return value;
        }

        int number(String name, int otherwise) {
            String value = values.remove(name);
            return value == null ? otherwise : Numbers.positive(name, value);
        }

        Duration duration(String name, Duration otherwise) {
            String value = values.remove(name);
            if (value == null) {
                return otherwise;
            }
            try {
                Duration duration = Duration.parse(value);
                if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                // told below
            }
            throw new IllegalArgumentException(
                    name + " must be a duration such as PT30S, of at most a day, not " + value);
        }

        List<String> list(String name) {
            String value = values.remove(name);
            if (value == null || value.isBlank()) {
                return List.of();
            }
            List<String> elements = List.of(value.split(",", -1));
            if (elements.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException(name + " must have no element that is empty");
            }
            return elements;
        }
    }
}
