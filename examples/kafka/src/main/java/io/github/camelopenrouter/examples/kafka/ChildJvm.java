package io.github.camelopenrouter.examples.kafka;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JVM with the class path of this one, which ends with this one. */
final class ChildJvm {
    private ChildJvm() {}

    /**
     * Starts a main class; its standard error is ours, its input and output are pipes.
     *
     * @param environment what it gets in addition to our own
     */
    static Process start(List<String> options, Class<?> main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-classpath", classPath(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /**
     * To be called by the child: does something as soon as the parent closes the pipe, which its death does, too. So no child outlives
     * a parent that was killed.
     */
    static void whenParentEnds(Runnable action) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nobody writes
                        }
                    } catch (IOException e) {
                        // as good as its end
                    }
                    action.run();
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** Maven runs a main class in its own JVM, whose class path is Maven's. */
    private static String classPath() {
        if (ChildJvm.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(ChildJvm::path).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String path(URL url) {
        return Path.of(URI.create(url.toString())).toString();
    }
}
