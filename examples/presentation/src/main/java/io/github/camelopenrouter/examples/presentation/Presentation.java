package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.ObjectHelper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * Makes a presentation about a topic, on a page that fills while it is made and in a file at the end: with OpenRouter where there is a
 * key, and with a simulator on localhost where there is none.
 */
public final class Presentation {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** One that keeps to a schema; not every model does. */
    private static final String MODEL = "openai/gpt-4o-mini";

    private static final String PICTURE_MODEL = "google/gemini-2.5-flash-image";

    /** In US dollars; a picture takes most of it. */
    private static final String BUDGET = "0.10";

    /** The outline, and three slides. */
    private static final int SIDE_BY_SIDE = 4;

    /** Where users of this program set what they know by another name than the component. */
    private static final Map<String, String> SETTINGS = Map.of(
            "apiKey", "OPENROUTER_API_KEY",
            "baseUrl", "OPENROUTER_BASE_URL",
            "model", "OPENROUTER_MODEL",
            "budget", "PRESENTATION_BUDGET");

    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration PATIENCE_WITH_SLIDES = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_PAGES = Duration.ofSeconds(5);

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<String> environment;
    private final Path file;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * @param environment looks a setting up by its name; null for none
     * @param file where the presentation is kept; written anew
     */
    Presentation(PrintStream out, PrintStream err, UnaryOperator<String> environment, Path file) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.file = file;
    }

    /**
     * @param args the topic
     */
    public static void main(String[] args) {
        Path file = Path.of(System.getProperty("presentation.file", "presentation.html"));
        int status = loadEnvironmentFile()
                ? new Presentation(System.out, System.err, Presentation::setting, file).run(args)
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

    /** Does everything but leaving the JVM. Returns its exit status. */
    int run(String... args) {
        String topic = String.join(" ", args).strip();
        if (topic.isEmpty()) {
            return fail(MISUSED, "There is no topic. Name one: -Dexec.args=\"The rivers of France\"");
        }
        String key = said("OPENROUTER_API_KEY", null);
        if (key != null) {
            out.println("Asking OpenRouter ...");
            return present(new Deck(topic, false), key, said("OPENROUTER_BASE_URL", null));
        }
        out.println("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        try (OpenRouterSimulator simulator = OpenRouterSimulator.start()) {
            simulator.replyWith(new Rehearsal(topic, PACE));
            return present(new Deck(topic, true), "no-key-needed", simulator.baseUrl());
        } catch (IOException e) {
            return fail(FAILED, reason(e));
        }
    }

    /** A blank setting says nothing. */
    private String said(String name, String otherwise) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private int present(Deck deck, String key, String baseUrl) {
        try {
            SavedPage.write(file, deck, "Nothing is written yet.");
        } catch (IOException e) {
            return fail(MISUSED, "The file " + file + " cannot be written: " + e.getMessage());
        }
        Facts facts;
        try {
            String own = said("PRESENTATION_FACTS", null);
            facts = Facts.read(own == null ? null : Path.of(own));
        } catch (IOException | InvalidPathException e) {
            return fail(MISUSED, "The environment variable PRESENTATION_FACTS must name a file of text in UTF-8: " + e);
        }
        OpenRouterComponent openrouter = new OpenRouterComponent();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            configure(openrouter.getConfiguration(), key, baseUrl);
            camel.getPropertiesComponent()
                    .addInitialProperty("picture.model", said("PRESENTATION_PICTURE_MODEL", PICTURE_MODEL));
            camel.addComponent("openrouter", openrouter);
            camel.addRoutes(new PresentationRoutes(deck, facts, out));
            camel.start();
            try (PageServer server = PageServer.start(deck, () -> stop(openrouter))) {
                out.println("Open " + server.url() + " in a browser: slides appear while the model writes.");
                Exchange exchange = camel.createProducerTemplate()
                        .request("direct:presentation", e -> e.getIn().setBody(deck.title()));
                int status = end(deck, exchange.getException());
                server.awaitTold(PATIENCE_WITH_PAGES);
                return status;
            }
        } catch (Exception e) {
            return fail(FAILED, reason(e));
        }
    }

    /** What is under way is cut, upstream too, and nothing more begins. */
    private void stop(OpenRouterComponent openrouter) {
        if (stopped.compareAndSet(false, true)) {
            openrouter.stop();
        }
    }

    /** Keeps the file, and then tells the page and the terminal. */
    private int end(Deck deck, Exception failure) throws IOException, InterruptedException {
        // slides whose outline failed go on: they are paid already
        deck.awaitSettled(PATIENCE_WITH_SLIDES);
        OpenRouterException ours = ObjectHelper.getException(OpenRouterException.class, failure);
        if (ours != null) {
            deck.lost(ours, ours instanceof InvalidAnswerException invalid ? invalid.getCost() : null);
        }
        String total = deck.summary();
        if (stopped.get()) {
            end(deck, Deck.End.STOPPED, "Stopped: " + total);
        } else if (failure == null) {
            end(deck, Deck.End.DONE, total);
        } else {
            end(deck, Deck.End.FAILED, "It failed: " + total);
            return fail(FAILED, reason(failure));
        }
        return 0;
    }

    private void end(Deck deck, Deck.End how, String why) throws IOException {
        SavedPage.write(file, deck, why);
        deck.end(how, why);
        out.println("Saved as " + file.toUri());
        out.println("Total: " + why);
    }

    /** Nothing of this is needed where the environment says it: the component reads it, too. */
    private void configure(OpenRouterConfiguration configuration, String key, String baseUrl) {
        configuration.setApiKey(key);
        configuration.setModel(said("OPENROUTER_MODEL", MODEL));
        configuration.setAppTitle("camel-openrouter presentation");
        configuration.setMaxInFlight(SIDE_BY_SIDE);
        configuration.setBudget(said("PRESENTATION_BUDGET", BUDGET) + "/total");
        if (baseUrl != null) {
            configuration.setBaseUrl(baseUrl);
        }
    }

    /** Tells it on the terminal, keeps the file, and then tells the page. */
    private int end(Deck deck, Deck.End how) throws IOException {
        String total = deck.summary();
        String summary = switch (how) {
            case DONE -> total;
            case STOPPED -> "Stopped. " + total;
            case FAILED -> "It failed. " + total;
        };
        SavedPage.write(file, deck, summary);
        deck.end(how, summary);
        for (Deck.View view : deck.views()) {
            out.println();
            out.println(view.title());
            view.points().forEach(point -> out.println("  - " + point));
            if (view.note() != null) {
                out.println("  (" + view.note() + ")");
            }
        }
        out.println();
        out.println("Saved: " + file.toUri());
        out.println("Total: " + total);
        return 0;
    }

    /** The outermost message of the component: around it is where in Camel it happened, and inside it what it was found by. */
    private static String reason(Throwable failure) {
        Throwable reason = failure;
        while (!(reason instanceof OpenRouterException || reason instanceof IllegalArgumentException)
                && reason.getCause() != null) {
            reason = reason.getCause();
        }
        String why = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            String option = "The option " + setting.getKey() + " ";
            if (why.startsWith(option)) {
                return "The environment variable " + setting.getValue() + " " + why.substring(option.length());
            }
        }
        return why;
    }

    private int fail(int status, String why) {
        out.flush();
        err.println(why.lines().findFirst().orElse(why));
        return status;
    }
}
