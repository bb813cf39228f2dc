package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatorMainTest {

    @Test
    void runs_until_its_input_ends_and_tells_where() throws Exception {
        try (SimulatorProcess process =
                run("--port=0", "--key=secret", "--thinking-time=1ms", "--generation-delay=0")) {
            String baseUrl = process.baseUrl();
            assertThat(status(baseUrl + "/key", "wrong")).isEqualTo(401);
            assertThat(status(baseUrl + "/key", "secret")).isEqualTo(200);
            process.endInput();
            assertThat(process.exitStatus()).isZero();
        }
    }

    @Test
    void ends_with_a_signal() throws Exception {
        try (SimulatorProcess process = run("--port=0")) {
            process.baseUrl();
            process.signal();
            assertThat(process.exitStatus()).isNotZero();
        }
    }

    @Test
    void what_is_not_understood_is_explained() throws Exception {
        try (SimulatorProcess process = run("--prot=0")) {
            assertThat(process.output())
                    .startsWith("There is no argument --prot")
                    .contains("--port=PORT");
            assertThat(process.exitStatus()).isEqualTo(2);
        }
    }

    @Test
    void help_is_told_and_nothing_is_started() throws Exception {
        try (SimulatorProcess process = run("--port=0", "--help")) {
            assertThat(process.output())
                    .contains("--port=PORT", "8787", "--help")
                    .doesNotContain(SimulatorProcess.INTRODUCTION);
            assertThat(process.exitStatus()).isZero();
        }
    }

    private static SimulatorProcess run(String... arguments) throws IOException {
        return SimulatorProcess.run(
                List.of("-cp", System.getProperty("java.class.path"), SimulatorMain.class.getName()), arguments);
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
