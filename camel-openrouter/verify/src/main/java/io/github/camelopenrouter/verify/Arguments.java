package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind the name of the program.
 *
 * @param model null if it is not said; so is the address
 * @param budget in USD
 * @param timeout of all checks together
 */
record Arguments(
        String model,
        String baseUrl,
        BigDecimal budget,
        Duration timeout,
        boolean simulator,
        boolean json,
        boolean help) {
    static final String USAGE = """
            Checks a configuration of camel-openrouter: the key and its limits, the credit, the model and its prices,
            one completion, one stream, one structured answer and one tool call. Arguments, all of them optional:
              --model=MODEL      the model; OPENROUTER_MODEL
              --base-url=URL     another address of the service; OPENROUTER_BASE_URL
              --budget=USD       all calls together never cost more; 0.10
              --timeout=TIME     all checks together never take longer; 2m
              --simulator        asks a simulator on localhost, also where there is a key
              --json             prints one JSON document instead of the table
              --help             shows this
            The key is read from OPENROUTER_API_KEY, or from the file .env in the working directory. Without a key a
            simulator on localhost answers. TIME is a number and s or m: 90s.
            Exit code: 0 if no check failed, 1 if one did, 2 if the arguments or the settings make no sense.""";

    private static final Pattern ARGUMENT = Pattern.compile("--([a-z-]+)=(.+)", Pattern.DOTALL);
    private static final Pattern MONEY = Pattern.compile("\\d{1,6}(\\.\\d{1,10})?");
    private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,4})([sm])");

    /** @throws IllegalArgumentException if an argument is not known, or its value makes no sense */
    static Arguments parse(String... words) {
        Arguments arguments =
                new Arguments(null, null, new BigDecimal("0.10"), Duration.ofMinutes(2), false, false, false);
        for (String word : words) {
            arguments = arguments.with(word);
        }
        return arguments;
    }

    private Arguments with(String word) {
        switch (word) {
            case "--help", "-h" -> {
                return new Arguments(model, baseUrl, budget, timeout, simulator, json, true);
            }
            case "--json" -> {
                return new Arguments(model, baseUrl, budget, timeout, simulator, true, help);
            }
            case "--simulator" -> {
                return new Arguments(model, baseUrl, budget, timeout, true, json, help);
            }
            default -> {
                Matcher matcher = ARGUMENT.matcher(word);
                if (!matcher.matches()) {
                    // the word itself is not told: it may be a key
                    throw new IllegalArgumentException("Each argument must be --NAME or --NAME=VALUE");
                }
                return with(matcher.group(1), matcher.group(2));
            }
        }
    }

    private Arguments with(String name, String value) {
        return switch (name) {
            case "model" -> new Arguments(value, baseUrl, budget, timeout, simulator, json, help);
            case "base-url" -> new Arguments(model, value, budget, timeout, simulator, json, help);
            case "budget" -> new Arguments(model, baseUrl, money(value), timeout, simulator, json, help);
            case "timeout" -> new Arguments(model, baseUrl, budget, time(value), simulator, json, help);
            case "key", "api-key" ->
                throw new IllegalArgumentException("A key does not belong on the command line, where everybody can read"
                        + " it: set OPENROUTER_API_KEY");
            default -> throw new IllegalArgumentException("There is no argument --" + name);
        };
    }

    private static BigDecimal money(String value) {
        if (!MONEY.matcher(value).matches() || new BigDecimal(value).signum() == 0) {
            throw new IllegalArgumentException("--budget must be an amount of USD like 0.10");
        }
        return new BigDecimal(value);
    }

    private static Duration time(String value) {
        Matcher matcher = TIME.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--timeout must be a time like 90s or 2m");
        }
        long amount = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("m") ? Duration.ofMinutes(amount) : Duration.ofSeconds(amount);
    }
}
