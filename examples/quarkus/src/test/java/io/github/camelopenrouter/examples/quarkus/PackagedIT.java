package io.github.camelopenrouter.examples.quarkus;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code mvn package} makes, in a process of its own. It runs after that phase; the build names the jar. */
class PackagedIT {
    private static final String PREFIX = "-Dcamel.component.openrouter.";

    @TempDir
    Path folder;

    @Test
    void without_a_key_a_simulator_answers_and_the_log_says_so() throws Exception {
        try (ServiceProcess service = new ServiceProcess(folder)) {
            Client.Response answer = new Client(service.address()).ask("What is 6 * 7?");

            assertThat(answer.body().path("text").textValue()).isEqualTo("6 * 7 = 42");
            assertThat(service.output()).contains("OPENROUTER_API_KEY is not set: a simulator on localhost answers");
            service.terminate();
            service.exitStatus();
            assertThat(service.output())
                    .contains("camel-openrouter-quarkus stopped in")
                    .doesNotContain("ERROR");
        }
    }

    @Test
    void the_file_env_in_the_working_directory_has_the_key() throws Exception {
        Files.writeString(folder.resolve(".env"), "OPENROUTER_API_KEY=sk-or-of-a-file\n");
        OpenRouterSimulatorBuilder builder = OpenRouterSimulator.builder().apiKeys("sk-or-of-a-file");
        try (OpenRouterSimulator openrouter = builder.start();
                ServiceProcess service = new ServiceProcess(folder, PREFIX + "base-url=" + openrouter.baseUrl())) {
            Client.Response answer = new Client(service.address()).ask("Say hello");

            assertThat(answer.body().path("text").textValue()).isEqualTo("hello");
            assertThat(service.output()).doesNotContain("simulator").doesNotContain("sk-or-of-a-file");
        }
    }

    @Test
    void an_option_that_is_none_ends_the_start_and_is_named() throws Exception {
        try (ServiceProcess service = new ServiceProcess(folder, PREFIX + "max-tokenz=5")) {
            assertThat(service.exitStatus()).isNotZero();

            assertThat(service.output()).contains("camel.component.openrouter.maxTokenz");
        }
    }

    @Test
    void a_value_that_is_none_ends_the_start_and_is_named() throws Exception {
        try (ServiceProcess service = new ServiceProcess(folder, PREFIX + "max-tokens=5m")) {
            assertThat(service.exitStatus()).isNotZero();

            assertThat(service.output()).contains("The option maxTokens must be a whole number from 1 on, not '5m'");
        }
    }
}
