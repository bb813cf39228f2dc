package io.github.camelopenrouter;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Defaults from the environment: variables of the process, and JVM system properties of the same name behind them (where
 * launchers put the content of a {@code .env} file). They fill what no option says. {@code TEMPERATURE}, {@code MAX_TOKENS} and
 * {@code DISABLE_THINKING} are too general a name and count only where {@code LLM=openrouter} is set.
 */
final class Environment {
    static final String DEFAULT_MODEL = "anthropic/claude-3-haiku:beta";

    private final UnaryOperator<String> variables;

    Environment(UnaryOperator<String> variables) {
        this.variables = variables;
    }

    static Environment ofProcess() {
        return new Environment(name -> {
            String value = System.getenv(name);
            return value == null || value.isBlank() ? System.getProperty(name) : value;
        });
    }

    /** The API key, or null. */
    String apiKey() {
        return named("OPENROUTER_API_KEY");
    }

    /** Fills what {@code configuration} leaves open. */
    void fill(OpenRouterConfiguration configuration) {
        if (configuration.getModel() == null) {
            String model = named("OPENROUTER_MODEL");
            configuration.setModel(model == null ? DEFAULT_MODEL : model);
        }
        if (configuration.getTemperature() == null) {
            configuration.setTemperature(
                    parsed("TEMPERATURE", "a number from 0 to 2", text -> within(Double.valueOf(text), 0, 2)));
        }
        if (configuration.getMaxTokens() == null) {
            configuration.setMaxTokens(parsed(
                    "MAX_TOKENS",
                    "a whole number from 1 on",
                    text -> within(Integer.valueOf(text), 1, Integer.MAX_VALUE)));
        }
        // an explicit wish to think wins over a general one not to
        boolean thinks = configuration.getReasoningEffort() != null || configuration.getReasoningMaxTokens() != null;
        if (configuration.getDisableThinking() == null && !thinks) {
            configuration.setDisableThinking(parsed("DISABLE_THINKING", "true or false", Environment::flag));
        }
    }

    private static <N extends Number> N within(N number, double least, double most) {
        if (number.doubleValue() >= least && number.doubleValue() <= most) {
            return number;
        }
        throw new IllegalArgumentException(number.toString());
    }

    private static Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private <T> T parsed(String name, String what, Parser<T> parser) {
        String variable = "OPENROUTER_" + name;
        String text = named(variable);
        if (text == null && "openrouter".equalsIgnoreCase(named("LLM"))) {
            variable = name;
            text = named(name);
        }
        if (text == null) {
            return null;
        }
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The environment variable " + variable + " must be " + what, e);
        }
    }

    private String named(String name) {
        String value = variables.apply(name);
        return value == null || value.isBlank() ? null : value.trim();
    }
}
