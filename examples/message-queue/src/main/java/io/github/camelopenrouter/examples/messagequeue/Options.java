package io.github.camelopenrouter.examples.messagequeue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The options of a command line, each written {@code --name=value}; what is not said has a default. Immutable. */
final class Options {
    private static final Pattern BUDGET = Pattern.compile("[0-9]{1,12}([.][0-9]{1,12})?/(hour|day|week|month|total)");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}([.][0-9]{1,3})?");
    private static final int HIGHEST_PORT = 65_535;

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param lists the names that may be used, without the dashes
     * @throws MisuseException if an argument is something else
     */
    static Options parse(List<List<String>> lists, String... args) {
        List<String> known = lists.stream().flatMap(List::stream).toList();
        Map<String, String> values = new LinkedHashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = arg.substring(0, equals < 0 ? arg.length() : equals);
            if (!name.startsWith("--") || !known.contains(name.substring(2))) {
                throw new MisuseException(
                        "There is no option " + name + ". Options are --" + String.join(", --", known));
            }
            if (equals < 0 || equals == arg.length() - 1) {
                throw new MisuseException("The option " + name + " has no value: write " + name + "=VALUE");
            }
            if (values.put(name.substring(2), arg.substring(equals + 1)) != null) {
                throw new MisuseException("The option " + name + " is given twice");
            }
        }
        return new Options(values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** One of some words; the first where nothing is said. */
    String word(String name, List<String> words) {
        String word = text(name, words.get(0));
        if (!words.contains(word)) {
            throw wrong(name, word, "one of " + String.join(", ", words));
        }
        return word;
    }

    /** US dollars in a period. */
    String budget(String name, String otherwise) {
        String budget = text(name, otherwise);
        if (!BUDGET.matcher(budget).matches()) {
            throw wrong(name, budget, "dollars and a period, such as 5.00/day (hour, day, week, month, total)");
        }
        return budget;
    }

    int number(String name, int otherwise, int least, int most) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        // no sign, and digits as everybody types them
        if (WHOLE.matcher(text).matches()) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw wrong(name, text, "a number from " + least + " to " + most);
    }

    /** A port to listen on; 0 means a free one. */
    int port(String name, int otherwise) {
        return number(name, otherwise, 0, HIGHEST_PORT);
    }

    /** Seconds, such as {@code 1.5}. */
    Duration seconds(String name, Duration otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
        }
        throw wrong(name, text, "seconds, such as 1.5");
    }

    /** A folder that exists when this returns, and can be written. */
    Path folder(String name, Path otherwise) {
        String text = values.get(name);
        Path folder =
                (text == null ? otherwise : Path.of(text)).toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            // asking for the right to write is not enough: a disk can be read-only for everybody
            Files.delete(Files.createTempFile(folder, "probe", null));
            return folder;
        } catch (IOException | SecurityException e) {
            throw new MisuseException(
                    "The folder " + folder + " cannot be written. Name another one: --" + name + "=FOLDER");
        }
    }

    private static MisuseException wrong(String name, String value, String wanted) {
        return new MisuseException("The option --" + name + " is " + value + ", but must be " + wanted);
    }
}
