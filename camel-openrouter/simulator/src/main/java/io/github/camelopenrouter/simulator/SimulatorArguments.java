package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind the name of the program. */
final class SimulatorArguments {

    static final String USAGE = """
            Arguments, all of them optional:
              --port=PORT               to listen on, 0 for a free one; 8787
              --key=KEY                 accepts no other key; may be given more than once
              --thinking-time=TIME      before an answer begins; 0
              --token-interval=TIME     before each token of a stream; 20ms
              --requests-per-minute=N   more are refused; any number
              --faults=SEED:SHARE       a share of the answers, like 0.2, goes wrong; none
              --generation-delay=TIME   before a generation can be found; 0
              --help                    shows this
            TIME is a number and ms, s or m: 250ms""";

    private static final int DEFAULT_PORT = 8787;
    private static final int KEPT_REQUESTS = 100;
    private static final Duration TOKEN_INTERVAL = Duration.ofMillis(20);
    private static final Pattern ARGUMENT = Pattern.compile("--([a-z-]+)=(.+)");
    private static final Pattern FAULTS = Pattern.compile("(\\d{1,18}):(0(?:\\.\\d+)?|1)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)?");

    private SimulatorArguments() {}

    /** Whether somebody only wants to know the arguments. */
    static boolean askForHelp(String... arguments) {
        return List.of(arguments).contains("--help");
    }

    /** @throws IllegalArgumentException if an argument is not known or its value makes no sense */
    static OpenRouterSimulatorBuilder parse(String... arguments) {
        OpenRouterSimulatorBuilder builder = OpenRouterSimulator.builder()
                .port(DEFAULT_PORT)
                .keepRequests(KEPT_REQUESTS)
                .tokenInterval(TOKEN_INTERVAL);
        List<String> keys = new ArrayList<>();
        for (String argument : arguments) {
            Matcher matcher = ARGUMENT.matcher(argument);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("This is not --NAME=VALUE: " + argument);
            }
            String name = matcher.group(1);
            String value = matcher.group(2);
            switch (name) {
                case "port" -> builder.port(number(name, value));
                case "key" -> keys.add(value);
                case "thinking-time" -> builder.thinkingTime(time(name, value));
                case "token-interval" -> builder.tokenInterval(time(name, value));
                case "requests-per-minute" -> builder.requestsPerMinute(number(name, value));
                case "faults" -> builder.faults(faults(value));
                case "generation-delay" -> builder.generationDelay(time(name, value));
                default -> throw new IllegalArgumentException("There is no argument --" + name);
            }
        }
        return builder.apiKeys(keys.toArray(String[]::new));
    }

    private static Faults faults(String value) {
        Matcher matcher = FAULTS.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--faults must be a seed and a share like 42:0.2: " + value);
        }
        return Faults.seeded(Long.parseLong(matcher.group(1))).evenly(Double.parseDouble(matcher.group(2)));
    }

    private static int number(String name, String value) {
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("--" + name + " must be a number: " + value);
        }
        return Integer.parseInt(value);
    }

    private static Duration time(String name, String value) {
        Matcher matcher = TIME.matcher(value);
        if (!matcher.matches() || matcher.group(2) == null && !matcher.group(1).equals("0")) {
            throw new IllegalArgumentException("--" + name + " must be a time like 250ms, 2s or 1m: " + value);
        }
        long amount = Long.parseLong(matcher.group(1));
        if ("m".equals(matcher.group(2))) {
            return Duration.ofMinutes(amount);
        }
        return "s".equals(matcher.group(2)) ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }
}
