package io.github.camelopenrouter.verify;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.camelopenrouter.model.ModelName;

/**
 * Checks a configuration of the component: key, credit, model, and one call of each kind. Shows what it finds as a table or as JSON,
 * and ends with 0 if no check failed, 1 if one did, 2 if it was called in a way that makes no sense. {@code --help} tells the
 * arguments. Never shows the key.
 */
public final class OpenRouterVerify {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** What users of this program set by another name than the component's. */
    private static final Map<String, String> SETTINGS = Map.of(
            "apiKey", "OPENROUTER_API_KEY",
            "baseUrl", "--base-url or OPENROUTER_BASE_URL",
            "model", "--model or OPENROUTER_MODEL");

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<String> environment;

    /** @param environment looks a setting up by its name; null for none */
    OpenRouterVerify(PrintStream out, PrintStream err, UnaryOperator<String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /** Leaves the JVM with the exit code if that is not 0. */
    public static void main(String[] args) {
        int status = loadEnvironmentFile()
                ? new OpenRouterVerify(System.out, System.err, OpenRouterVerify::setting).run(args)
                : MISUSED;
        if (status != 0) {
            System.exit(status);
        }
    }

    /** The file {@code .env} fills JVM system properties, where the component looks behind the environment. */
    private static boolean loadEnvironmentFile() {
        try {
            EnvironmentFile.read(Path.of("")).forEach(System::setProperty);
            return true;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return false;
        }
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? System.getProperty(name) : value;
    }

    /** Does everything but leaving the JVM. Returns its exit code. */
    int run(String... words) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            return misused(e.getMessage());
        }
        if (arguments.help()) {
            out.println(Arguments.USAGE);
            return 0;
        }
        String key = said("OPENROUTER_API_KEY");
        String baseUrl = arguments.baseUrl() == null ? said("OPENROUTER_BASE_URL") : arguments.baseUrl();
        String model = arguments.model() == null ? said("OPENROUTER_MODEL") : arguments.model();
        if (!arguments.simulator() && (key != null || baseUrl != null)) {
            return check(arguments, key, baseUrl, model == null ? ModelName.DEFAULT : model, false);
        }
        String why = arguments.simulator()
                ? "As --simulator says, a simulator on localhost answers, and nothing is paid."
                : "OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.";
        try (LocalService local = new LocalService()) {
            if (!arguments.json()) {
                out.println(why);
            }
            return check(
                    arguments, LocalService.KEY, local.baseUrl(), model == null ? LocalService.MODEL : model, true);
        } catch (LinkageError e) {
            return misused(
                    "OPENROUTER_API_KEY is not set, and camel-openrouter-simulator is not on the class path: add one"
                            + " of them");
        }
    }

    private int check(Arguments arguments, String key, String baseUrl, String model, boolean simulator) {
        Target target = new Target(
                key,
                baseUrl,
                model,
                arguments.budget(),
                simulator,
                Instant.now().plus(arguments.timeout()));
        Mask mask = new Mask(said("OPENROUTER_API_KEY"));
        try (Chat chat = new Chat(target)) {
            Table table = new Table(out);
            if (!arguments.json()) {
                out.println(mask.line(chat.model() + " at " + chat.baseUrl() + ", Camel " + chat.camelVersion()));
                out.println();
                table.head();
            }
            List<Finding> findings =
                    new Checks(target, chat, mask, arguments.json() ? finding -> {} : table::row).run();
            if (arguments.json()) {
                out.println(Report.json(mask.line(chat.baseUrl()), simulator, mask.line(chat.model()), findings)
                        .toPrettyString());
            } else {
                table.total(findings);
            }
            return Report.isFine(findings) ? 0 : FAILED;
        } catch (RuntimeException e) {
            return misused(mask.line(reason(e)));
        }
    }

    /** A blank setting says nothing. */
    private String said(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String reason(Throwable failure) {
        Throwable reason = failure;
        while (!(reason instanceof IllegalArgumentException) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        String why = String.valueOf(reason.getMessage());
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            String option = "The option " + setting.getKey() + " ";
            if (why.startsWith(option)) {
                return setting.getValue() + " " + why.substring(option.length());
            }
        }
        return why;
    }

    private int misused(String why) {
        out.flush();
        err.println(why.lines().findFirst().orElse(why));
        err.println("--help shows the arguments");
        return MISUSED;
    }
}
