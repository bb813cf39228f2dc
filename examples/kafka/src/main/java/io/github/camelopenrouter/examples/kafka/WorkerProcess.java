package io.github.camelopenrouter.examples.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, as its starter sees it. */
final class WorkerProcess implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-D" + Worker.CHILD + "=true",
            // before any configuration of it
            "-Dhazelcast.logging.type=slf4j",
            // what Hazelcast asks for on Java 9 and later
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private final String name;
    private final Process process;
    private final CountDownLatch running = new CountDownLatch(1);
    private volatile int inFlight;

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts one and does not wait.
     *
     * @param environment in addition to ours
     */
    static WorkerProcess start(WorkerSettings settings, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        // a simulator takes any key, but the component sends nothing without one
        all.putIfAbsent("OPENROUTER_API_KEY", "no-key-needed");
        Process process = ChildJvm.start(JVM, Worker.class, all, settings.arguments());
        WorkerProcess worker = new WorkerProcess(settings.name(), process);
        Thread reader = new Thread(worker::read, settings.name());
        reader.setDaemon(true);
        reader.start();
        return worker;
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    /** Jobs that it works on, as far as it has told. */
    int inFlight() {
        return process.isAlive() ? inFlight : 0;
    }

    /** Waits until its routes are started; false if they are not within that time, or never will be. */
    boolean awaitRunning(long seconds) throws InterruptedException {
        return running.await(seconds, TimeUnit.SECONDS) && process.isAlive();
    }

    /** What {@code kill -9} does: it gets no chance to finish or tell anything. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Lets it finish what is in flight, but not for long. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(Worker.IN_FLIGHT)) {
                    inFlight = Integer.parseInt(line.substring(Worker.IN_FLIGHT.length()));
                    running.countDown();
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            running.countDown();
        }
    }
}
