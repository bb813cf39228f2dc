package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged jar with all that it needs. It runs after the phase {@code package}; the build names the jar. */
class StandaloneJarIT {

    @Test
    void the_jar_by_itself_answers() throws Exception {
        try (SimulatorProcess process = run("--port=0")) {
            HttpResponse<String> response = ask(process.baseUrl(), "What is 6 * 7?");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("6 * 7 = 42");
            process.endInput();
            assertThat(process.exitStatus()).isZero();
        }
    }

    @Test
    void the_jar_tells_its_arguments() throws Exception {
        try (SimulatorProcess process = run("--help")) {
            assertThat(process.output()).contains("--port=PORT").doesNotContain(SimulatorProcess.INTRODUCTION);
            assertThat(process.exitStatus()).isZero();
        }
    }

    private static SimulatorProcess run(String... arguments) throws IOException {
        Path jar = Path.of(System.getProperty("simulator.standalone.jar"));
        assertThat(Files.isRegularFile(jar)).as("made by mvn package: " + jar).isTrue();
        return SimulatorProcess.run(List.of("-jar", jar.toString()), arguments);
    }

    private static HttpResponse<String> ask(String baseUrl, String question) throws Exception {
        String body = "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
                .header("Authorization", "Bearer any")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
