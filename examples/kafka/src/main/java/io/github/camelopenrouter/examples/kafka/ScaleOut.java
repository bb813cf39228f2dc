package io.github.camelopenrouter.examples.kafka;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Jobs from a Kafka topic, done by workers that come, go and die: with OpenRouter where there is a key, and with a simulator on
 * localhost where there is none.
 */
public final class ScaleOut {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** Kafka's broker takes no shorter one unless it is told to. */
    private static final Duration SESSION = Duration.ofSeconds(6);

    private final PrintStream out;
    private final PrintStream err;
    private final Duration session;
    private final UnaryOperator<String> environment;

    /**
     * @param session how long Kafka waits for a sign of life before it takes a worker for dead
     * @param environment looks a setting up by its name; null for none
     */
    ScaleOut(PrintStream out, PrintStream err, Duration session, UnaryOperator<String> environment) {
        this.session = session;
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /** @param args see {@link DemoSettings#USAGE} */
    public static void main(String[] args) {
        if (!loadEnvironmentFile()) {
            System.exit(MISUSED);
        }
        // also where all went well: clients of Kafka and Maven may have left threads behind
        System.exit(new ScaleOut(System.out, System.err, SESSION, ScaleOut::setting).run(args));
    }

    /** The file {@code .env} fills JVM system properties, where {@link #setting} looks behind the environment. */
    private static boolean loadEnvironmentFile() {
        try {
            EnvironmentFile.read(Path.of("")).forEach(System::setProperty);
            return true;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return false;
        }
    }

    /** From the environment, or else from {@code .env}; null where neither has it. */
    private static String setting(String name) {
        String value = System.getenv(name);
        String found = value == null || value.isBlank() ? System.getProperty(name) : value;
        return found == null || found.isBlank() ? null : found;
    }

    /** Does everything but leaving the JVM. Returns its exit status. */
    int run(String... args) {
        DemoSettings settings;
        try {
            settings = DemoSettings.of(args);
        } catch (IllegalArgumentException e) {
            return fail(MISUSED, e);
        }
        try (Demo demo = new Demo(settings, session, environment, out)) {
            return demo.run() ? 0 : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(FAILED, e);
        } catch (Exception e) {
            return fail(FAILED, e);
        }
    }

    private int fail(int status, Exception why) {
        out.flush();
        Throwable reason = why;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        err.println(message.lines().findFirst().orElse(message));
        return status;
    }
}
