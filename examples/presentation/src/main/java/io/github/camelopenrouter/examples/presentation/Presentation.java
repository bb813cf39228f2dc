package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * Makes a presentation about a topic, on the terminal and on a page: with OpenRouter where there is a key, and with a simulator on
 * localhost where there is none.
 */
public final class Presentation {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** One that keeps to a schema; not every model does. */
    private static final String MODEL = "openai/gpt-4o-mini";

    /** Where users of this program set what they know by another name than the component. */
    private static final Map<String, String> SETTINGS =
            Map.of("apiKey", "OPENROUTER_API_KEY", "baseUrl", "OPENROUTER_BASE_URL", "model", "OPENROUTER_MODEL");

    private static final Duration PACE = Duration.ofMillis(30);

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<String> environment;
    private final Path file;

    /**
     * @param environment looks a setting up by its name; null for none
     * @param file the page, which is written anew
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
        String key = said("OPENROUTER_API_KEY");
        if (key != null) {
            out.println("Asking OpenRouter ...");
            return present(topic, key, said("OPENROUTER_BASE_URL"));
        }
        out.println("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        try (OpenRouterSimulator simulator =
                OpenRouterSimulator.builder().tokenInterval(PACE).start()) {
            return present(topic, "no-key-needed", simulator.baseUrl());
        }
    }

    /** A blank setting says nothing. */
    private String said(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    private int present(String topic, String key, String baseUrl) {
        try {
            Page page = new Page(file);
            out.println("Open " + file.toUri() + " in a browser: it fills while the model writes.");
            return present(topic, page, key, baseUrl);
        } catch (IOException e) {
            return fail(MISUSED, "The file " + file + " cannot be written: " + e.getMessage());
        }
    }

    private int present(String topic, Page page, String key, String baseUrl) throws IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("openrouter", component(key, baseUrl));
            camel.addRoutes(new PresentationRoutes(page, out));
            camel.start();
            Exchange exchange = camel.createProducerTemplate()
                    .request("direct:presentation", e -> e.getIn().setBody(topic));
            if (exchange.getException() != null) {
                tellPaid(exchange);
                throw exchange.getException();
            }
            String total = total(exchange);
            page.end(total);
            out.println();
            out.println(total);
            return 0;
        } catch (Exception e) {
            page.end("Nothing more comes: it failed.");
            return fail(FAILED, reason(e));
        }
    }

    /** Nothing of this is needed where the environment says it: the component reads it, too. */
    private OpenRouterComponent component(String key, String baseUrl) {
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setApiKey(key);
        String model = said("OPENROUTER_MODEL");
        configuration.setModel(model == null ? MODEL : model);
        configuration.setAppTitle("camel-openrouter presentation");
        if (baseUrl != null) {
            configuration.setBaseUrl(baseUrl);
        }
        return component;
    }

    private static String total(Exchange exchange) {
        BigDecimal outline = exchange.getProperty(PresentationRoutes.OUTLINE_COST, BigDecimal.class);
        BigDecimal slides = exchange.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class);
        return "Total: " + exchange.getMessage().getBody(Deck.class).slides().size() + " slides | "
                + (outline == null || slides == null
                        ? "cost unknown"
                        : "$" + outline.add(slides).toPlainString());
    }

    /** What is known of it: the outline, and an answer that came whole and was not valid. */
    private void tellPaid(Exchange exchange) {
        BigDecimal paid = exchange.getProperty(PresentationRoutes.OUTLINE_COST, BigDecimal.ZERO, BigDecimal.class);
        if (exchange.getException() instanceof InvalidAnswerException invalid && invalid.getCost() != null) {
            paid = paid.add(invalid.getCost());
        }
        if (paid.signum() > 0) {
            out.println();
            out.println("Paid until it failed: at least $" + paid.toPlainString());
        }
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
