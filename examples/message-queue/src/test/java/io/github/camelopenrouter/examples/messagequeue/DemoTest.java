package io.github.camelopenrouter.examples.messagequeue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DemoTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void a_worker_is_killed_and_nothing_is_lost_or_paid_twice() {
        int status =
                run("--folder=" + folder, "--jobs=10", "--poison=2", "--thinking-time=0.7", "--redelivery-delay=1.5");

        assertThat(err()).isEmpty();
        assertThat(out())
                .containsPattern("Killed the worker, process \\d+, in the middle of \\d+ generations")
                .containsPattern("Jobs sent +10")
                .containsPattern("Results +8")
                .containsPattern("Dead letters +2")
                .containsPattern("Duplicates +0")
                .containsPattern("Generations billed +8")
                .containsPattern("of these cut by the kill +[1-9]")
                .containsPattern("Answers in the journal +8")
                .containsPattern("of these repeated from the cache +[1-9]")
                .containsPattern("Paid twice +0")
                .contains("Nothing lost, nothing paid twice: yes");
        assertThat(status).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=99999",
                "--port=http",
                "--jobs=0",
                "--jobs",
                "--jobs=",
                "--jbos=3",
                "40",
                "--thinking-time=-1"
            })
    void what_cannot_be_meant_is_told_in_one_line(String argument) {
        assertThat(run("--folder=" + folder, argument)).isEqualTo(Terminal.MISUSED);

        String name = argument.replaceAll("=.*", "");
        assertThat(err().lines()).singleElement().asString().contains(name);
        assertThat(out()).isEmpty();
    }

    @Test
    void a_port_in_use_is_told_in_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--folder=" + folder, "--port=" + taken.getLocalPort()))
                    .isEqualTo(Terminal.MISUSED);

            assertThat(err().lines()).singleElement().asString().contains("port " + taken.getLocalPort());
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_told_in_one_line() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run("--folder=" + file.resolve("below"))).isEqualTo(Terminal.MISUSED);

        assertThat(err().lines()).singleElement().asString().contains("--folder", "cannot be written");
    }

    private int run(String... args) {
        return new Demo(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new Settings(environment::get))
                .run(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
