package io.github.camelopenrouter.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** How a child's program talks to the test that started it. */
final class ParentJvm {
    private ParentJvm() {}

    /**
     * Hands on what the parent tells, line by line, until the parent is gone; ends this process then. Returns at once.
     *
     * @param commands called on a thread of its own
     */
    static void listen(Consumer<String> commands) {
        Thread thread = new Thread(() -> read(commands), "commands");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells the parent one line. Called by any thread. */
    static void tell(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private static void read(Consumer<String> commands) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                commands.accept(line);
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
