package io.github.camelopenrouter.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * Answers the questions of a file and tells what each answer cost: with OpenRouter where there is a key, and with a simulator on
 * localhost where there is none.
 */
public final class Quickstart {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** Where users of this program set what they know by another name than the component. */
    private static final Map<String, String> SETTINGS =
            Map.of("apiKey", "OPENROUTER_API_KEY", "baseUrl", "OPENROUTER_BASE_URL", "model", "OPENROUTER_MODEL");

    private static final Duration PACE = Duration.ofMillis(15);

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<String> environment;

    /**
     * @param environment looks a setting up by its name; null for none
     */
    Quickstart(PrintStream out, PrintStream err, UnaryOperator<String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /**
     * @param args the file with the questions; {@code questions.txt} in the working directory if there is none
     */
    public static void main(String[] args) {
        int status =
                loadEnvironmentFile() ? new Quickstart(System.out, System.err, Quickstart::setting).run(args) : MISUSED;
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
        Path file = Path.of(args.length == 0 ? "questions.txt" : args[0]);
        try {
            List<String> questions = questions(file);
            if (questions.isEmpty()) {
                return fail(MISUSED, "There is no question in " + file);
            }
            return answer(questions);
        } catch (NoSuchFileException e) {
            return fail(MISUSED, "There is no file " + file + ". Name one with questions, one a line");
        } catch (CharacterCodingException e) {
            return fail(MISUSED, "The file " + file + " is not text in UTF-8");
        } catch (IOException e) {
            return fail(MISUSED, "The file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static List<String> questions(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private int answer(List<String> questions) {
        String key = said("OPENROUTER_API_KEY");
        if (key != null) {
            out.println("Asking OpenRouter ...");
            return answer(questions, key, said("OPENROUTER_BASE_URL"));
        }
        out.println("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        try (OpenRouterSimulator simulator =
                OpenRouterSimulator.builder().tokenInterval(PACE).start()) {
            return answer(questions, "no-key-needed", simulator.baseUrl());
        }
    }

    /** A blank setting says nothing. */
    private String said(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    private int answer(List<String> questions, String key, String baseUrl) {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("openrouter", component(key, baseUrl));
            camel.addRoutes(new QuickstartRoutes(out));
            camel.start();
            return ask(camel.createProducerTemplate(), questions);
        } catch (Exception e) {
            return fail(FAILED, reason(e));
        }
    }

    /** Nothing of this is needed where the environment says it: the component reads it, too. */
    private OpenRouterComponent component(String key, String baseUrl) {
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setApiKey(key);
        configuration.setModel(said("OPENROUTER_MODEL"));
        // of this run: a long file of questions must not become dear
        configuration.setBudget("1.00/day");
        configuration.setAppTitle("camel-openrouter quickstart");
        if (baseUrl != null) {
            configuration.setBaseUrl(baseUrl);
        }
        return component;
    }

    private int ask(ProducerTemplate template, List<String> questions) {
        Bill total = Bill.NOTHING;
        int answered = 0;
        for (String question : questions) {
            boolean last = answered == questions.size() - 1;
            out.println();
            out.println("> " + question);
            long start = System.nanoTime();
            Exchange exchange = template.request(
                    last ? "direct:stream" : "direct:ask", e -> e.getIn().setBody(question));
            if (exchange.getException() != null) {
                if (answered > 0) {
                    tell(answered, total);
                }
                return fail(FAILED, reason(exchange.getException()));
            }
            Message answer = exchange.getMessage();
            // what was streamed stands there already
            out.println(last ? "" : answer.getBody(String.class));
            Bill bill = Bill.of(answer, Duration.ofNanos(System.nanoTime() - start));
            out.println("[" + answer.getHeader(OpenRouterConstants.RESPONSE_MODEL) + " | "
                    + answer.getHeader(OpenRouterConstants.PROVIDER) + " | " + bill + "]");
            total = total.plus(bill);
            answered++;
        }
        tell(answered, total);
        return 0;
    }

    private void tell(int answered, Bill total) {
        out.println();
        out.println("Total: " + answered + (answered == 1 ? " call | " : " calls | ") + total);
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
