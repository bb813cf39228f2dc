package io.github.camelopenrouter.internal.binding;

import java.util.Locale;
import java.util.function.UnaryOperator;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.model.ModelName;

/**
 * Defaults from the environment: variables of the process, and JVM system properties of the same name behind them (where
 * launchers put the content of a {@code .env} file). They fill what no option says. {@code TEMPERATURE}, {@code MAX_TOKENS} and
 * {@code DISABLE_THINKING} are too general a name and count only where {@code LLM=openrouter} is set.
 */
public final class EnvironmentDefaults {
    private final UnaryOperator<String> variables;

    public EnvironmentDefaults(UnaryOperator<String> variables) {
        this.variables = variables;
    }

    public static EnvironmentDefaults ofProcess() {
        return new EnvironmentDefaults(name -> {
            String value = System.getenv(name);
            return value == null || value.isBlank() ? System.getProperty(name) : value;
        });
    }

    /**
     * The API key, or null.
     *
     * @throws IllegalArgumentException where it cannot be a key; the message names the variable
     */
    public String apiKey() {
        return (String) read("OPENROUTER_API_KEY", key -> OptionValue.key(key.toString()));
    }

    /**
     * Fills what {@code configuration} leaves open.
     *
     * @throws IllegalArgumentException where a variable that counts has a value that it cannot have; the message names it
     */
    public void fill(OpenRouterConfiguration configuration) {
        if (configuration.getModel() == null) {
            Object model = read("OPENROUTER_MODEL", OptionValue.model());
            configuration.setModel(model == null ? ModelName.DEFAULT : model.toString());
        }
        if (configuration.getTemperature() == null) {
            Number temperature = (Number) parsed("TEMPERATURE", OptionValue.number(0, 2));
            configuration.setTemperature(temperature == null ? null : (Double) temperature.doubleValue());
        }
        if (configuration.getMaxTokens() == null) {
            Number most = (Number) parsed("MAX_TOKENS", OptionValue.integer(1, Integer.MAX_VALUE));
            configuration.setMaxTokens(most == null ? null : (Integer) most.intValue());
        }
        // an explicit wish to think wins over a general one not to
        boolean thinks = configuration.getReasoningEffort() != null || configuration.getReasoningMaxTokens() != null;
        if (configuration.getDisableThinking() == null && !thinks) {
            configuration.setDisableThinking((Boolean) parsed("DISABLE_THINKING", EnvironmentDefaults::flag));
        }
    }

    private static Object flag(Object text) {
        return switch (text.toString().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException("must be true or false" + OptionValue.shown(text));
        };
    }

    private Object parsed(String name, OptionValue value) {
        Object own = read("OPENROUTER_" + name, value);
        return own == null && "openrouter".equalsIgnoreCase(named("LLM")) ? read(name, value) : own;
    }

    private Object read(String variable, OptionValue value) {
        String text = named(variable);
        try {
            return text == null ? null : value.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The environment variable " + variable + " " + e.getMessage());
        }
    }

    private String named(String name) {
        String value = variables.apply(name);
        return value == null || value.isBlank() ? null : value.trim();
    }
}
