package io.github.camelopenrouter.examples.presentation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** The program, run by a thread of its own against the simulator of a test. */
final class Show {
    private static final Pattern URL = Pattern.compile("Open (\\S+) in a browser");
    private static final int PATIENCE_SECONDS = 60;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private Show() {}

    /**
     * @param settings besides key and address
     */
    static Show start(OpenRouterSimulator simulator, Path file, Map<String, String> settings, String... topic) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.putIfAbsent("OPENROUTER_API_KEY", "sk-or-v1-good");
        environment.putIfAbsent("OPENROUTER_BASE_URL", simulator.baseUrl());
        Show show = new Show();
        new Thread(() -> show.run(environment, file, topic), "show").start();
        return show;
    }

    private void run(Map<String, String> environment, Path file, String... topic) {
        try {
            PrintStream terminal = new PrintStream(out, true, StandardCharsets.UTF_8) {
                @Override
                public void println(String line) {
                    super.println(line);
                    Matcher matcher = URL.matcher(line);
                    if (matcher.find()) {
                        url.complete(matcher.group(1));
                    }
                }
            };
            PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
            status.complete(new Presentation(terminal, errors, environment::get, file).run(topic));
        } catch (Throwable e) {
            status.completeExceptionally(e);
        } finally {
            url.completeExceptionally(new IllegalStateException("it ended without a page: " + err()));
        }
    }

    /** Waits until there is a page. */
    String url() throws Exception {
        return url.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end. */
    int status() throws Exception {
        return status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean ended() {
        return status.isDone();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
