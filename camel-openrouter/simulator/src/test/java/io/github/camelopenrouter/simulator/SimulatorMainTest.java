package io.github.camelopenrouter.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatorMainTest {

    private static final String INTRODUCTION = "OpenRouter simulator: ";

    private Process process;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void runs_until_its_input_ends_and_tells_where() throws Exception {
        String baseUrl = start("--port=0", "--key=secret", "--thinking-time=1ms", "--generation-delay=0");
        assertThat(status(baseUrl + "/key", "wrong")).isEqualTo(401);
        assertThat(status(baseUrl + "/key", "secret")).isEqualTo(200);
        process.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void ends_with_a_signal() throws Exception {
        start("--port=0");
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void what_is_not_understood_is_explained() throws Exception {
        run("--prot=0");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("There is no argument --prot")
                .contains("--port=PORT");
    }

    @Test
    void help_is_told_and_nothing_is_started() throws Exception {
        run("--port=0", "--help");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--port=PORT", "8787", "--help")
                .doesNotContain(INTRODUCTION);
    }

    private String start(String... arguments) throws IOException {
        run(arguments);
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).startsWith(INTRODUCTION + "http://localhost:");
        return line.substring(INTRODUCTION.length());
    }

    private void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int status(String url, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
