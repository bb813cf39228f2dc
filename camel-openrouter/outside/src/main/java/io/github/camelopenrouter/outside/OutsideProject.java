package io.github.camelopenrouter.outside;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A project of a user, with the Maven and the JDK that build this one. */
public final class OutsideProject {
    /** A machine with nothing downloaded fetches a whole runtime within it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    private static final int LAST_LINES = 60;

    private final Path folder;
    private final OutsideTools tools;

    private OutsideProject(Path folder, OutsideTools tools) {
        this.folder = folder;
        this.tools = tools;
    }

    /**
     * A copy of one.
     *
     * @param source where its pom is
     * @param folder where the copy is to be; what it was before is deleted
     */
    public static OutsideProject copy(Path source, Path folder, OutsideTools tools) throws IOException {
        Folders.delete(folder);
        Folders.copy(source, folder);
        return new OutsideProject(folder, tools);
    }

    public Path folder() {
        return folder;
    }

    /** What Maven prints; fails unless all goes well. */
    public String maven(List<String> arguments) throws IOException, InterruptedException {
        boolean windows = File.separatorChar == '\\';
        List<String> command = new ArrayList<>();
        command.add(tools.mavenHome()
                .resolve("bin")
                .resolve(windows ? "mvn.cmd" : "mvn")
                .toString());
        command.addAll(
                List.of("-B", "-ntp", "-Dmaven.repo.local=" + tools.repository().folder()));
        if (tools.offline()) {
            command.add("-o");
        }
        command.addAll(arguments);
        return run("maven", command);
    }

    /** What a program prints; fails unless it ends by itself and well. */
    public String java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(QUICK);
        command.addAll(arguments);
        return run("java", command);
    }

    private String run(String name, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // what a developer has set for the real service must not count here
        builder.environment().keySet().removeIf(each -> each.startsWith("OPENROUTER_") || each.equals("LLM"));
        // it lives for seconds, in which the better compiler only costs
        builder.environment().putIfAbsent("MAVEN_OPTS", QUICK);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(tools.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log);
        if (!ended || process.exitValue() != 0) {
            String how = ended ? "ended with " + process.exitValue() : "did not end within " + PATIENCE;
            throw new AssertionError(String.join(" ", command) + " " + how + "; its last lines:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
        }
        return String.join("\n", lines);
    }
}
