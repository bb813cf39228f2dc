package io.github.camelopenrouter.examples.messagequeue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link Worker} in a JVM of its own. What it prints is kept in a file. */
final class ChildWorker {
    private final Process process;
    private final Path log;

    private ChildWorker(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param log where its output goes
     * @param environment added to that of this process: a key must not stand in a command line, which everybody can read
     */
    static ChildWorker start(Path log, Map<String, String> environment, List<String> options) throws IOException {
        Path arguments = Files.createTempFile(log.getParent(), "worker", ".args");
        Files.writeString(arguments, "-cp\n\"" + classPath().replace("\\", "\\\\") + "\"\n");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("@" + arguments);
        command.add(Worker.class.getName());
        command.addAll(options);
        command.add("--parent=" + ProcessHandle.current().pid());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new ChildWorker(builder.start(), log);
    }

    /** Maven runs this in a class loader of its own, of which {@code java.class.path} says nothing. */
    private static String classPath() {
        if (Worker.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(ChildWorker::path).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String path(URL url) {
        try {
            return Path.of(new URI(url.toString())).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("No file: " + url, e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: it has no chance to finish, to tell anybody, or to roll back. Returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM: it finishes what it has. Killed if that takes too long. */
    void stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** The last line that it printed; empty if it said nothing. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
